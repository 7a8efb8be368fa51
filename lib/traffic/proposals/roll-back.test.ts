import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  isStepBack,
  type Present,
  pinLatest,
  rollBackOffers,
  sendAllTo,
} from '#lib/traffic/proposals/roll-back.ts';
import { resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST, rowKeyOf } from '#lib/traffic/rows.ts';
import { tagOf, totalPercent } from '#lib/traffic/target.ts';
import type { SplitView } from '#lib/view/models/history.ts';

const to = (revisionName: string, percent: number, tag?: string): TrafficTarget => ({
  latestRevision: false,
  revisionName,
  percent,
  ...(tag === undefined ? {} : { tag }),
});
const latest = (percent: number, tag?: string): TrafficTarget => ({
  latestRevision: true,
  percent,
  ...(tag === undefined ? {} : { tag }),
});

/** A split that served what its list meant, unless a test overrides it. */
const split = (
  generation: number,
  latestReady: string | null,
  traffic: TrafficTarget[],
  served: Record<string, number> | null = { ...resolvedShares(traffic, latestReady) },
): SplitView => ({
  id: String(generation),
  generation,
  traffic,
  latestReady,
  served,
  seenAt: `2026-01-01T00:00:${String(generation).padStart(2, '0')}Z`,
  by: null,
  manager: null,
  gap: false,
});
const present = (
  latestReady: string | null,
  traffic: TrafficTarget[],
  revisions: Record<string, 'True' | 'False' | 'Unknown'> = { a: 'True', b: 'True', c: 'True' },
): Present => {
  const routed = resolvedShares(traffic, latestReady);
  return {
    traffic,
    latestReady,
    revisions: Object.entries(revisions).map(([name, ready]) => ({
      name,
      ready,
      routedPercent: routed[name] ?? 0,
    })),
  };
};

describe('rollBackOffers', () => {
  it('pins what served when @latest has moved, and offers the literal list second', () => {
    const canary = [to('a', 90), latest(10)];
    const { first } = rollBackOffers(
      [split(1, 'a', [latest(100)]), split(2, 'b', canary)],
      present('b', canary),
    );
    expect(first).toMatchObject({
      shares: { a: 100 },
      targets: [to('a', 100)],
      moved: { before: 'a', now: 'b' },
      literal: [latest(100)],
    });
  });

  it('writes one target for a revision that served by its tag and by @latest', () => {
    const canary = [to('a', 90, 'stable'), latest(10)];
    const { first } = rollBackOffers(
      // The canary's list was routed before its revision was ready: @latest was still the old one.
      [split(1, 'a', canary), split(2, 'b', canary)],
      present('b', canary),
    );
    expect(first).toMatchObject({ shares: { a: 100 }, targets: [to('a', 100, 'stable')] });
  });

  it('leaves a list without a share of @latest as it was written', () => {
    const list = [to('a', 50, 'stable'), to('a', 20), to('b', 30), latest(0, 'next')];
    expect(pinLatest(list, 'a')).toBe(list);
  });

  it('restores a list byte for byte when @latest is unchanged', () => {
    const before = [latest(40, 'live'), to('a', 50, 'stable'), to('b', 10), to('a', 0, 'old')];
    const now = [to('b', 100)];
    const { first } = rollBackOffers([split(1, 'b', before), split(2, 'b', now)], present('b', now));
    expect(first).toMatchObject({ targets: before, moved: null, literal: null });
  });

  it('goes back to the revision that a deploy replaced, even though the list is the same', () => {
    const list = [latest(100)];
    const { first } = rollBackOffers([split(1, 'a', list), split(2, 'b', list)], present('b', list));
    expect(first).toMatchObject({ targets: [to('a', 100)], literal: null });
  });

  it('offers nothing when only tags differ from what served', () => {
    const now = [to('a', 100, 'stable'), latest(0, 'canary')];
    const splits = [split(1, 'a', [latest(100)]), split(2, 'a', [to('a', 100, 'stable')])];
    expect(rollBackOffers([...splits, split(3, 'b', now)], present('b', now))).toEqual({
      first: null,
      alternatives: [],
      blocked: [],
      left: [],
    });
  });

  it('looks past any number of tag changes, and keeps the current tags in place', () => {
    const tagged = (...tags: string[]) => [latest(100, 'dev'), ...tags.map((tag) => to('a', 0, tag))];
    const splits = [
      split(1, 'b', [to('a', 100, 'dev')]),
      split(2, 'b', tagged()),
      split(3, 'b', tagged('pr-1')),
      split(4, 'b', tagged('pr-1', 'pr-2')),
    ];
    const { first, alternatives } = rollBackOffers(splits, present('b', tagged('pr-1', 'pr-2')));
    expect(alternatives).toEqual([]);
    expect(first?.shares).toEqual({ a: 100 });
    expect(first?.targets).toEqual([to('a', 100, 'pr-1'), latest(0, 'dev'), to('a', 0, 'pr-2')]);
    expect(first?.literal).toEqual([to('a', 100, 'dev')]);
  });

  it('never restores a split that was not served', () => {
    const now = [to('a', 100)];
    const splits = [split(1, 'a', now), split(2, 'a', [to('b', 100)], null), split(3, 'a', now)];
    expect(rollBackOffers(splits, present('a', now))).toMatchObject({ first: null, alternatives: [] });
  });

  it('after a rollback, does not offer the abandoned split first', () => {
    const good = [to('a', 100)];
    const bad = [to('a', 50), to('b', 50)];
    const splits = [split(1, 'b', good), split(2, 'b', bad)];
    const pending = rollBackOffers(splits, present('b', good));
    const done = rollBackOffers([...splits, split(3, 'b', good)], present('b', good));
    for (const { first, alternatives, left } of [pending, done]) {
      expect(first).toBeNull();
      expect(alternatives.map(({ targets }) => targets)).toEqual([bad]);
      expect(left).toEqual([{ a: 50, b: 50 }]);
    }
  });

  it('explains why a split cannot be restored', () => {
    const now = [to('b', 100)];
    const splits = [split(1, 'b', [to('a', 100)]), split(2, 'b', [to('c', 100)]), split(3, 'b', now)];
    const revisions = { b: 'True', c: 'False' } as const;
    expect(rollBackOffers(splits, present('b', now, revisions))).toMatchObject({
      first: null,
      blocked: [{ reason: 'c is not ready now' }, { reason: 'a no longer exists' }],
    });
  });

  it('skips splits that route to a revision that fails now', () => {
    const canary = [to('a', 90), latest(10)];
    const now = [to('a', 50), latest(50)];
    const splits = [split(1, 'a', [latest(100)]), split(2, 'b', canary), split(3, 'b', now)];
    const healthy = present('b', now);
    const failing: Present = {
      ...healthy,
      revisions: healthy.revisions.map((it) =>
        it.name === 'b'
          ? { ...it, serving: { revisionName: 'b', state: 'fails', words: 'crashes', ofService: null } }
          : it,
      ),
    };
    expect(rollBackOffers(splits, healthy).first?.targets).toEqual(canary);
    const { first, alternatives } = rollBackOffers(splits, failing);
    // The list as written would send everything to the failing revision.
    expect(first).toMatchObject({ targets: [to('a', 100)], literal: null });
    expect(alternatives.map(({ targets }) => targets)).toEqual([canary]);
  });

  it('does not report a revision as gone when revisions cannot be read', () => {
    const now = [to('b', 100)];
    const splits = [split(1, 'b', [to('a', 100)]), split(2, 'b', now)];
    expect(rollBackOffers(splits, present('b', now, {}))).toMatchObject({
      first: null,
      blocked: [{ reason: 'it cannot be seen whether a still exists' }],
    });
  });

  it('omits a tag on a deleted revision, and reports it', () => {
    const splits = [split(1, 'b', [to('a', 0, 'old'), to('b', 60), to('c', 40)])];
    const now = present('b', [to('b', 100), to('gone', 0, 'stale')], { b: 'True', c: 'True' });
    expect(rollBackOffers(splits, now).first).toMatchObject({
      targets: [to('b', 60), to('c', 40)],
      lostTags: ['old'],
      literal: null,
    });
  });

  it('for any history, what it offers was served before, differs from the current split and uses no untested revision', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const list = fc
      .tuple(
        fc.uniqueArray(
          fc.record({ row: fc.oneof(name, fc.constant(LATEST)), tag: fc.option(fc.nat({ max: 3 })) }),
          {
            minLength: 1,
            maxLength: 4,
            selector: ({ tag, row }) => (tag === null ? row : tag),
          },
        ),
        fc.array(fc.nat({ max: 60 }), { minLength: 4, maxLength: 4 }),
      )
      .map(([targets, cuts]) => {
        let rest = 100;
        return targets.map(({ row, tag }, index) => {
          const percent = index === targets.length - 1 ? rest : Math.min(rest, cuts[index] ?? 0);
          rest -= percent;
          const word = tag === null ? undefined : `t${tag}`;
          return row === LATEST ? latest(percent, word) : to(row, percent, word);
        });
      });
    const history = fc.array(fc.record({ traffic: list, latestReady: name, wasServed: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    });
    const ready = fc.constantFrom('True' as const, 'False' as const, 'Unknown' as const);
    const revisions = fc.dictionary(name, ready);
    fc.assert(
      fc.property(history, revisions, list, name, (past, revisions, traffic, latestReady) => {
        const splits = past.map((it, index) =>
          split(index + 1, it.latestReady, it.traffic, it.wasServed ? undefined : null),
        );
        const now = present(latestReady, traffic, revisions);
        const today = resolvedShares(traffic, latestReady);
        const known = new Set([
          ...splits.flatMap(({ served }) => Object.keys(served ?? {})),
          ...now.revisions.filter((it) => it.routedPercent > 0).map((it) => it.name),
        ]);
        const { first, alternatives } = rollBackOffers(splits, now);
        const seen: string[] = [];
        for (const offer of first === null ? alternatives : [first, ...alternatives]) {
          expect(sameShares(resolvedShares(offer.targets, latestReady), offer.split.served ?? {})).toBe(true);
          seen.push(
            Object.entries(offer.shares)
              .map(String)
              .toSorted((a, b) => a.localeCompare(b))
              .join(),
          );
          for (const targets of offer.literal === null ? [offer.targets] : [offer.targets, offer.literal]) {
            const shares = resolvedShares(targets, latestReady);
            expect(totalPercent(targets)).toBe(100);
            expect(sameShares(shares, today)).toBe(false);
            for (const [revision, percent] of Object.entries(shares)) {
              expect(revisions[revision]).toBe('True');
              expect(known.has(revision) || percent <= (today[revision] ?? 0)).toBe(true);
            }
          }
          for (const target of traffic) {
            const row = rowKeyOf(target);
            if (tagOf(target) === null || (row !== LATEST && revisions[row] === undefined)) continue;
            const place = offer.targets.find((it) => tagOf(it) === tagOf(target));
            expect(place === undefined ? null : rowKeyOf(place)).toBe(row);
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 500 },
    );
  });
});

it.each([
  ['all to an older revision', { a: 90, b: 10 }, { a: 100 }, true],
  ['more to a newer one', { a: 90, b: 10 }, { a: 50, b: 50 }, false],
  ['a promotion', { a: 90, b: 10 }, { b: 100 }, false],
  ['no change of shares', { a: 100 }, { a: 100 }, false],
])('isStepBack recognizes %s', (_, before, after, isBack) => {
  const revisions = ['a', 'b'].map((name, index) => ({ name, generation: index + 1 }));
  expect(isStepBack(before, after, revisions)).toBe(isBack);
});

describe('sendAllTo', () => {
  it('keeps tags and drops what has neither percent nor tag', () => {
    expect(sendAllTo([to('a', 60, 'stable'), to('b', 40)], 'c')).toEqual([
      to('a', 0, 'stable'),
      to('c', 100),
    ]);
  });

  it('does nothing when all traffic already goes there', () => {
    expect(sendAllTo([to('a', 100)], 'a')).toBeNull();
  });

  it('drops targets on missing revisions, tagged or not', () => {
    const isThere = (name: string) => name !== 'gone';
    expect(sendAllTo([to('gone', 90, 'stable'), latest(10)], LATEST, isThere)).toEqual([latest(100)]);
    expect(sendAllTo([to('gone', 0, 'stable'), latest(100)], LATEST, isThere)).toEqual([latest(100)]);
  });
});
