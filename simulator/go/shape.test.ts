import { describe, expect, test } from 'vitest';
import { goShape, sameMeaning } from '#simulator/go/shape.ts';

describe('how Go represents a value', () => {
  test('an object is encoded without members that are equivalent to absent ones', () => {
    const spec = {
      hostNetwork: false,
      priority: 0,
      nodeSelector: {},
      tolerations: [],
      securityContext: {},
      containers: [
        { image: 'a', env: [{ name: 'A', value: '' }], readinessProbe: { tcpSocket: {}, timeoutSeconds: 0 } },
      ],
    };
    expect(goShape(spec)).toEqual({
      priority: 0,
      securityContext: {},
      containers: [
        {
          name: '',
          image: 'a',
          resources: {},
          env: [{ name: 'A' }],
          readinessProbe: { tcpSocket: { port: 0 } },
        },
      ],
    });
  });

  test.each<[object | undefined, object | undefined, boolean]>([
    [{ traffic: [] }, {}, true],
    [{ traffic: [] }, undefined, true],
    [{ template: { metadata: {} } }, {}, true],
    [{ securityContext: {} }, {}, false],
    [{ priority: 0 }, {}, false],
  ])('%j and %j mean the same: %s', (a, b, same) => {
    expect(sameMeaning(a, b)).toBe(same);
  });
});
