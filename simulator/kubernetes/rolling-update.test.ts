import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '#simulator/apimachinery/wire-types.ts';
import {
  maxSurge,
  maxUnavailable,
  nextCounts,
  type ReplicaCounts,
} from '#simulator/kubernetes/rolling-update.ts';

function specOf(replicas: number, rollingUpdate: object, type = 'RollingUpdate'): Deployment['spec'] {
  const template = { metadata: { labels: {} }, spec: { containers: [] } };
  const limits = { progressDeadlineSeconds: 600, revisionHistoryLimit: 10 };
  return { ...limits, replicas, selector: { matchLabels: {} }, template, strategy: { type, rollingUpdate } };
}

/** all returns a ReplicaSet with all of its pods available. */
const all = (wanted: number): ReplicaCounts => ({ wanted, pods: wanted, available: wanted });

describe('a rolling update', () => {
  const amount = fc.oneof(
    fc.nat(4),
    fc.nat(100).map((percent) => `${percent}%`),
  );
  const update = fc.record({ maxSurge: amount, maxUnavailable: amount });

  it('ends with all pods current, never above its surge or below what must be available', () => {
    const start = fc.record({ replicas: fc.nat(12), old: fc.array(fc.nat(12), { maxLength: 3 }), update });
    fc.assert(
      fc.property(start, ({ replicas, old: before, update: rollingUpdate }) => {
        const spec = specOf(replicas, rollingUpdate);
        let [current, old] = [all(0), before.map(all)];
        const count = (): number => current.wanted + old.reduce((sum, { wanted }) => sum + wanted, 0);
        const first = count();
        for (let step = 0; step < 200; step += 1) {
          const next = nextCounts(spec, current, old);
          current = all(next.current);
          old = next.old.map(all);
          expect(count()).toBeLessThanOrEqual(Math.max(first, replicas + maxSurge(spec)));
          expect(count()).toBeGreaterThanOrEqual(Math.min(first, replicas - maxUnavailable(spec)));
        }
        expect([current.wanted, ...old.map(({ wanted }) => wanted)]).toEqual([
          replicas,
          ...before.map(() => 0),
        ]);
      }),
    );
  });

  it('waits for new pods that do not become available', () => {
    const spec = specOf(4, { maxSurge: 1, maxUnavailable: 0 });
    const stuck = { wanted: 1, pods: 1, available: 0 };
    expect(nextCounts(spec, stuck, [all(4)])).toEqual({ current: 1, old: [4] });
  });

  it('takes old pods that are not available first', () => {
    const spec = specOf(2, { maxSurge: 1, maxUnavailable: 0 });
    const broken = { wanted: 1, pods: 1, available: 0 };
    expect(nextCounts(spec, all(0), [broken, all(2)])).toEqual({ current: 0, old: [0, 2] });
  });

  it.each([
    ['25%', '25%', 4, { surge: 1, unavailable: 1 }],
    ['25%', '25%', 1, { surge: 1, unavailable: 0 }],
    [0, '1%', 3, { surge: 0, unavailable: 1 }],
    [3, 9, 2, { surge: 3, unavailable: 2 }],
  ])('with a surge of %s and %s unavailable, of %s pods', (surge, unavailable, replicas, expected) => {
    const spec = specOf(replicas, { maxSurge: surge, maxUnavailable: unavailable });
    expect({ surge: maxSurge(spec), unavailable: maxUnavailable(spec) }).toEqual(expected);
  });
});

describe('a recreation', () => {
  const spec = specOf(3, {}, 'Recreate');

  it('removes all old pods before it makes new ones', () => {
    expect(nextCounts(spec, all(0), [all(3)])).toEqual({ current: 0, old: [0] });
    const ending = { wanted: 0, pods: 1, available: 0 };
    expect(nextCounts(spec, all(0), [ending])).toEqual({ current: 0, old: [0] });
    expect(nextCounts(spec, all(0), [all(0)])).toEqual({ current: 3, old: [0] });
  });
});
