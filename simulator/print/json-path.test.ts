import { describe, expect, it } from 'vitest';
import { firstAt, parseJsonPath } from '#simulator/print/json-path.ts';

const OBJECT = {
  metadata: { labels: { 'example.com/a': 'x' } },
  spec: { ports: [{ port: 80 }, { port: 81 }], size: 3 },
  status: {
    conditions: [
      { type: 'Done', status: 'False' },
      { type: 'Ready', status: 'True', code: 7 },
    ],
  },
};

describe('a path of a printer column', () => {
  it.each([
    ['.spec.size', 3],
    ['$.spec.size', 3],
    ['.spec.ports[1].port', 81],
    ['.spec.ports[-1].port', 81],
    ['.spec.ports[*].port', 80],
    ['.spec.ports', [{ port: 80 }, { port: 81 }]],
    ['.metadata.labels.example\\.com/a', 'x'],
    ["['metadata']['labels']['example.com/a']", 'x'],
    ['.status.conditions[?(@.type=="Ready")].status', 'True'],
    [".status.conditions[?(@.type == 'Ready')].status", 'True'],
    ['.status.conditions[?(@.code==7)].type', 'Ready'],
    ['.status.conditions[?(@.type=="Other")].status', undefined],
    ['.spec.missing.deeper', undefined],
    ['.spec.size.deeper', undefined],
    ['.spec.ports[5].port', undefined],
  ])('%s', (path, value) => {
    expect(firstAt(OBJECT, parseJsonPath(path) ?? [])).toEqual(value);
  });

  it.each(['spec.size', '..size', '.spec.ports[0:1]', '.spec[?(@.a>1)]', ''])('is not %j', (path) => {
    expect(parseJsonPath(path)).toBeUndefined();
  });
});
