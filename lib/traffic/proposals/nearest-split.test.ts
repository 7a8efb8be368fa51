import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { nearestOffers } from '#lib/traffic/proposals/nearest-split.ts';
import { type Present, rollBackOffers } from '#lib/traffic/proposals/roll-back.ts';
import { resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { newTarget, totalPercent } from '#lib/traffic/target.ts';
import type { SplitView } from '#lib/view/models/history.ts';

const split = (generation: number, traffic: TrafficTarget[], latestReady = 'c'): SplitView => ({
  id: String(generation),
  generation,
  traffic,
  latestReady,
  served: { ...resolvedShares(traffic, latestReady) },
  seenAt: `2026-01-01T00:00:${String(generation).padStart(2, '0')}Z`,
  by: null,
  manager: null,
  gap: false,
});
type Ready = 'True' | 'False';
const present = (traffic: TrafficTarget[], revisions: Record<string, Ready>, latestReady = 'c'): Present => {
  const routed = resolvedShares(traffic, latestReady);
  const views = Object.entries(revisions).map(([name, ready]) => ({
    name,
    ready,
    routedPercent: routed[name] ?? 0,
  }));
  return { traffic, latestReady, revisions: views };
};
const find = (splits: SplitView[], now: Present) => nearestOffers(splits, rollBackOffers(splits, now), now);

describe('nearestOffers', () => {
  const now = [newTarget('c', 100, 'live')];

  it('omits the deleted revision and scales the others up', () => {
    const splits = [
      split(1, [newTarget('a', 60, 'stable'), newTarget('b', 30), newTarget('gone', 10, 'old')]),
      split(2, now),
    ];
    const { nearest, blocked } = find(splits, present(now, { a: 'True', b: 'True', c: 'True' }));
    expect(blocked).toEqual([]);
    expect(nearest).toMatchObject([
      {
        shares: { a: 67, b: 33 },
        formerShares: { a: 60, b: 30, gone: 10 },
        reason: 'gone no longer exists',
        lostTags: ['old'],
        literal: null,
      },
    ]);
    expect(nearest[0]?.targets).toEqual([
      newTarget('a', 67, 'stable'),
      newTarget('b', 33),
      newTarget('c', 0, 'live'),
    ]);
  });

  it.each<[string, SplitView[], Record<string, Ready>, string]>([
    [
      'only a canary that served little traffic is left',
      [split(1, [newTarget('gone', 90), newTarget('b', 10)])],
      { b: 'True', c: 'True' },
      'gone no longer exists; b remains of it, but is known to have served at most 10 %',
    ],
    [
      'the remaining split is the current one',
      [split(1, [newTarget('gone', 10), newTarget('c', 90)])],
      { c: 'True' },
      'gone no longer exists; what remains of it is already the current split',
    ],
    [
      'the remaining split served as it is, and is offered as such',
      [split(1, [newTarget('a', 100)]), split(2, [newTarget('a', 90), newTarget('gone', 10)])],
      { a: 'True', c: 'True' },
      'gone no longer exists; what remains of it is already on this list',
    ],
    ['nothing is left', [split(1, [newTarget('gone', 100)])], { c: 'True' }, 'gone no longer exists'],
  ])('offers nothing and explains why when %s', (_, splits, revisions, reason) => {
    const { nearest, blocked } = find([...splits, split(9, now)], present(now, revisions));
    expect(nearest).toEqual([]);
    expect(blocked.map((it) => it.reason)).toEqual([reason]);
  });

  it('offers nothing that fails now, and nothing when revisions cannot be read', () => {
    const splits = [split(1, [newTarget('a', 80), newTarget('gone', 20)]), split(2, now)];
    const healthy = present(now, { a: 'True', c: 'True' });
    const failing: Present = {
      ...healthy,
      revisions: healthy.revisions.map((it) => ({
        ...it,
        serving: { revisionName: it.name, state: 'fails', words: 'crashes', ofService: null },
      })),
    };
    expect(find(splits, failing)).toMatchObject({
      nearest: [],
      blocked: [{ reason: 'gone no longer exists; a, which remains of it, fails now' }],
    });
    expect(find(splits, present(now, {})).nearest).toEqual([]);
  });

  it('pins the revision that @latest resolved to then, and drops it if it is not ready', () => {
    const old = [newTarget('@latest', 80), newTarget('gone', 20)];
    const moved = [split(1, old, 'a'), split(2, now)];
    expect(find(moved, present(now, { a: 'True', c: 'True' })).nearest).toMatchObject([
      { shares: { a: 100 }, moved: { before: 'a', now: 'c' } },
    ]);
    const followed = [split(1, [newTarget('@latest', 20), newTarget('a', 80)], 'b'), split(2, now)];
    const [first] = find(followed, present(now, { a: 'True', b: 'False', c: 'True' }, 'c')).nearest;
    expect(first).toMatchObject({ shares: { a: 100 }, moved: null, reason: 'b is not ready now' });
  });

  it('offers only complete splits among ready revisions that have served at least half of the percent they get', () => {
    const names = ['a', 'b', 'c', '@latest'];
    const list = fc.tuple(fc.shuffledSubarray(names, { minLength: 1 }), fc.nat(100)).map(([rows, percent]) =>
      rows.map((row, index) => {
        const share = rows.length === 1 ? 100 : index === 0 ? percent : index === 1 ? 100 - percent : 0;
        return newTarget(row, share);
      }),
    );
    const name = fc.constantFrom('a', 'b', 'c');
    const past = fc.array(fc.tuple(list, name), { minLength: 1, maxLength: 5 });
    const ready = fc.dictionary(name, fc.constantFrom<Ready>('True', 'False'));
    fc.assert(
      fc.property(past, list, ready, name, (history, traffic, revisions, latestReady) => {
        const splits = history.map(([it, then], index) => split(index + 1, it, then));
        const view = present(traffic, revisions, latestReady);
        const offers = rollBackOffers(splits, view);
        const { nearest, blocked } = nearestOffers(splits, offers, view);
        expect(nearest.length + blocked.length).toBeLessThanOrEqual(offers.blocked.length);
        for (const offer of nearest) {
          expect(totalPercent(offer.targets)).toBe(100);
          expect(sameShares(resolvedShares(offer.targets, latestReady), offer.shares)).toBe(true);
          for (const [revision, percent] of Object.entries(offer.shares)) {
            expect(revisions[revision]).toBe('True');
            const served = splits.map((it) => it.served?.[revision] ?? 0);
            const routed = resolvedShares(traffic, latestReady)[revision] ?? 0;
            expect(percent).toBeLessThanOrEqual(2 * Math.max(routed, ...served));
          }
        }
      }),
    );
  });
});
