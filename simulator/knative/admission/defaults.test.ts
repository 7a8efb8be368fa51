import { describe, expect, test } from 'vitest';
import { defaultService } from '#simulator/knative/admission/defaults.ts';
import { META, service } from '#simulator/testing/busybox-service.ts';

describe('defaultService', () => {
  test('fills in the webhook’s defaults', () => {
    const { spec, metadata } = defaultService(
      {
        apiVersion: 'serving.knative.dev/v1',
        kind: 'Service',
        metadata: META,
        spec: { template: { spec: { containers: [{ image: 'i' }] } } },
      },
      { userName: 'kubernetes-admin' },
    );
    expect(spec).toEqual({
      template: {
        metadata: {},
        spec: {
          containerConcurrency: 0,
          containers: [
            {
              image: 'i',
              name: 'user-container',
              readinessProbe: { successThreshold: 1, tcpSocket: { port: 0 } },
              resources: {},
            },
          ],
          enableServiceLinks: false,
          timeoutSeconds: 300,
        },
      },
      traffic: [{ latestRevision: true, percent: 100 }],
    });
    expect(metadata.annotations).toEqual({
      'serving.knative.dev/creator': 'kubernetes-admin',
      'serving.knative.dev/lastModifier': 'kubernetes-admin',
    });
  });

  test('fills in targets, and names the modifier only when the spec changes', () => {
    const old = service({ traffic: [{ percent: 100 }] });
    const same = defaultService(old, { old, userName: 'b' });
    expect(same).toEqual(old);
    const changed = {
      ...old,
      spec: { ...old.spec, traffic: [{ revisionName: 'a', percent: 100 }, { tag: 'x' }] },
    };
    const next = defaultService(changed, { old, userName: 'b' });
    expect(next.spec.traffic).toEqual([
      { latestRevision: false, percent: 100, revisionName: 'a' },
      { latestRevision: true, percent: 0, tag: 'x' },
    ]);
    expect(next.metadata.annotations).toEqual({ 'serving.knative.dev/lastModifier': 'b' });
  });
});
