import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertNever } from '#lib/assert-never.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import { applyTrafficEdit, type TrafficEdit } from '#lib/traffic/edit.ts';
import {
  changedPercents,
  evenly,
  fallbackRow,
  moveDivider,
  type Shares,
  setShare,
  toShares,
} from '#lib/traffic/gesture.ts';
import { isRefusal } from '#lib/traffic/refusal.ts';
import { LATEST, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { tagOf, totalPercent } from '#lib/traffic/target.ts';

const ROWS = [LATEST, 'a', 'b', 'c', 'd'] as const;
const TAGS = ['t0', 't1', 't2', 't3', 't4', 't5'] as const;
const row = fc.constantFrom(...ROWS);
const tag = fc.constantFrom(...TAGS);

/** Lists as a cluster may hold them: any destination any number of times, unique tags, sum 100, default fields sometimes absent. */
const traffic = fc
  .array(fc.record({ row, weight: fc.nat(20), bare: fc.boolean() }), { minLength: 1, maxLength: 7 })
  .chain((parts) =>
    fc.tuple(
      fc.constant(parts),
      fc.shuffledSubarray([...TAGS]),
      fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    ),
  )
  .map(([parts, tags, tagged]): TrafficTarget[] => {
    const weights: number[] = parts.map((part) => part.weight);
    if (!weights.some((weight) => weight > 0)) weights[0] = 1;
    return apportion(100, weights).map((percent, index): TrafficTarget => {
      const part = parts[index] ?? { row: LATEST, bare: false };
      const own = tagged[index] === true ? tags[index] : undefined;
      return {
        ...(part.row === LATEST ? { latestRevision: true } : { revisionName: part.row }),
        ...(part.row !== LATEST && !part.bare ? { latestRevision: false } : {}),
        ...(percent === 0 && part.bare ? {} : { percent }),
        ...(own === undefined ? {} : { tag: own }),
      };
    });
  });

/** A complete new split. */
const percents = fc.array(fc.nat(10), { minLength: ROWS.length, maxLength: ROWS.length }).map((weights) => {
  const parts = apportion(100, weights.every((weight) => weight === 0) ? [1, 0, 0, 0, 0] : weights);
  return {
    type: 'setPercents' as const,
    percents: Object.fromEntries(ROWS.map((key, index) => [key, parts[index] ?? 0])),
  };
});

const edit: fc.Arbitrary<TrafficEdit> = fc.oneof(
  fc.record({ type: fc.constant('addTag' as const), row, tag }),
  fc.record({ type: fc.constant('removeTag' as const), tag }),
  fc.record({ type: fc.constant('moveTag' as const), tag, row }),
  percents,
  fc.record({
    type: fc.constant('setPercents' as const),
    percents: fc.dictionary(row, fc.integer({ min: -5, max: 105 })),
  }),
  fc.record({ type: fc.constant('replace' as const), targets: traffic }),
);

function rowsTouched(before: readonly TrafficTarget[], change: TrafficEdit): Set<string> {
  const holders = (name: string) => before.filter((target) => tagOf(target) === name).map(rowKeyOf);
  switch (change.type) {
    case 'setPercents': {
      const shares = toShares(before);
      return new Set(
        Object.entries(change.percents)
          .filter(([key, percent]) => (shares[key] ?? 0) !== percent)
          .map(([key]) => key),
      );
    }
    case 'addTag':
      return new Set([change.row]);
    case 'removeTag':
      return new Set(holders(change.tag));
    case 'moveTag':
      return new Set([...holders(change.tag), change.row]);
    case 'replace':
      return new Set(ROWS);
    default:
      return assertNever(change);
  }
}

const tagsOf = (targets: readonly TrafficTarget[]) => targets.flatMap((target) => tagOf(target) ?? []);
const latestTags = (targets: readonly TrafficTarget[]) =>
  tagsOf(targets.filter((target) => target.latestRevision === true));

/** broken returns the laws that a step from one list to the next violates. */
function broken(
  before: readonly TrafficTarget[],
  change: TrafficEdit,
  next: readonly TrafficTarget[],
): string[] {
  const touched = rowsTouched(before, change);
  const untouched = (list: readonly TrafficTarget[]) =>
    list.filter((target) => !touched.has(rowKeyOf(target)));
  const gone = change.type === 'removeTag' || change.type === 'moveTag' ? change.tag : '';
  const lost = (of: typeof tagsOf) => of(before).filter((name) => name !== gone && !of(next).includes(name));
  const replaces = change.type === 'replace';
  const laws: [name: string, holds: boolean][] = [
    ['sum is 100', totalPercent(next) === 100],
    ['tags are unique', new Set(tagsOf(next)).size === tagsOf(next).length],
    ['url is never written', next.every((target) => target.url === undefined)],
    [
      '@latest is never pinned',
      next.every((target) => target.latestRevision !== true || rowKeyOf(target) === LATEST),
    ],
    ['no tag is lost', replaces || lost(tagsOf).length === 0],
    ['no tag of @latest is lost', replaces || lost(latestTags).length === 0],
    [
      'targets of other rows are identical',
      untouched(next).length === untouched(before).length &&
        untouched(next).every((target, index) => target === untouched(before)[index]),
    ],
  ];
  return laws.filter(([, holds]) => !holds).map(([name]) => name);
}

/** step applies an edit; a refused one leaves the list unchanged. */
function step(targets: readonly TrafficTarget[], change: TrafficEdit): readonly TrafficTarget[] {
  const next = applyTrafficEdit(targets, change);
  return isRefusal(next) ? targets : next;
}

describe('any sequence of edits', () => {
  test('keeps the sum 100, tags unique, @latest intact and targets of other rows identical', () => {
    fc.assert(
      fc.property(traffic, fc.array(edit, { maxLength: 12 }), (start, edits) => {
        let targets: readonly TrafficTarget[] = start;
        for (const change of edits) {
          const next = step(targets, change);
          expect(broken(targets, change, next)).toEqual([]);
          targets = next;
        }
      }),
      { numRuns: 400 },
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(traffic, edit, (start, change) => {
        const once = step(start, change);
        expect(step(once, change)).toBe(once);
      }),
    );
  });

  test('sets exactly the requested percents, and leaves at most one untagged target in an edited row', () => {
    fc.assert(
      fc.property(traffic, percents, (start, change) => {
        const next = step(start, change);
        const shares = toShares(next);
        expect(ROWS.map((key) => shares[key] ?? 0)).toEqual(ROWS.map((key) => change.percents[key]));
        for (const key of rowsTouched(start, change)) {
          const untagged = next.filter((target) => rowKeyOf(target) === key && tagOf(target) === null);
          expect(untagged.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

const locks = fc.subarray([...ROWS]).map((rows): ReadonlySet<string> => new Set(rows));
const total = (shares: Shares) => Object.values(shares).reduce((a, b) => a + b, 0);

describe('any gesture', () => {
  const gesture = fc.oneof(
    fc.record({
      type: fc.constant('share' as const),
      row,
      percent: fc.integer({ min: -20, max: 120 }),
      locked: locks,
    }),
    fc.record({
      type: fc.constant('divider' as const),
      row,
      other: row,
      percent: fc.integer({ min: -120, max: 120 }),
      locked: locks,
    }),
    fc.record({ type: fc.constant('evenly' as const), rows: fc.subarray([...ROWS]), locked: locks }),
  );

  test('keeps nonnegative whole percents that sum to 100, and does not move locked rows', () => {
    fc.assert(
      fc.property(traffic, fc.array(gesture, { maxLength: 10 }), (targets, gestures) => {
        let shares = toShares(targets);
        for (const move of gestures) {
          const { locked } = move;
          const next =
            move.type === 'share'
              ? setShare(shares, ROWS, move.row, move.percent, {
                  locked,
                  fallback: fallbackRow(ROWS, move.row, locked, 'a'),
                })
              : move.type === 'divider'
                ? moveDivider(shares, move.row, move.other, move.row === move.other ? 0 : move.percent, {
                    locked,
                  })
                : evenly(shares, move.rows, locked);
          if (isRefusal(next)) continue;
          expect(total(next)).toBe(100);
          expect(Object.values(next).every((percent) => Number.isInteger(percent) && percent >= 0)).toBe(
            true,
          );
          for (const key of locked) expect(next[key] ?? 0).toBe(shares[key] ?? 0);
          const applied = applyTrafficEdit(targets, changedPercents(targets, next));
          expect(isRefusal(applied)).toBe(false);
          shares = next;
        }
      }),
    );
  });

  test('restores every row when a row is dragged to 100 and back', () => {
    fc.assert(
      fc.property(traffic, row, locks, fc.integer({ min: 0, max: 100 }), (targets, key, locked, stop) => {
        const start = toShares(targets);
        const rule = { locked, fallback: fallbackRow(ROWS, key, locked, null) };
        const away = setShare(start, ROWS, key, stop, rule);
        const back = setShare(start, ROWS, key, start[key] ?? 0, rule);
        expect(isRefusal(back) ? start : back).toEqual(start);
        expect(setShare(start, ROWS, key, stop, rule)).toEqual(away);
      }),
    );
  });

  test('produces no edit when nothing differs', () => {
    fc.assert(
      fc.property(traffic, (targets) => {
        expect(applyTrafficEdit(targets, changedPercents(targets, toShares(targets)))).toBe(targets);
        expect(toRows(targets).reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
      }),
    );
  });
});
