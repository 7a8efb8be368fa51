import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { compareTraffic, rebaseTraffic } from '#lib/traffic/conflict.ts';
import { isRefusal } from '#lib/traffic/refusal.ts';
import { toRows } from '#lib/traffic/rows.ts';
import { newTarget } from '#lib/traffic/target.ts';

const base = [newTarget('@latest', 70), newTarget('a', 20, 'x'), newTarget('b', 10)];

describe('compareTraffic', () => {
  test('reports who changed which row', () => {
    const theirs = [newTarget('@latest', 60), newTarget('a', 30, 'x'), newTarget('b', 10)];
    const mine = [newTarget('@latest', 75), newTarget('a', 20, 'x'), newTarget('b', 5)];
    expect(compareTraffic(base, theirs, mine)).toEqual([
      {
        key: '@latest',
        base: { percent: 70, tags: [] },
        theirs: { percent: 60, tags: [] },
        mine: { percent: 75, tags: [] },
        theyChanged: true,
        iChanged: true,
        conflict: true,
      },
      {
        key: 'a',
        base: { percent: 20, tags: ['x'] },
        theirs: { percent: 30, tags: ['x'] },
        mine: { percent: 20, tags: ['x'] },
        theyChanged: true,
        iChanged: false,
        conflict: false,
      },
      {
        key: 'b',
        base: { percent: 10, tags: [] },
        theirs: { percent: 10, tags: [] },
        mine: { percent: 5, tags: [] },
        theyChanged: false,
        iChanged: true,
        conflict: false,
      },
    ]);
  });

  test('does not treat another spelling as a change', () => {
    const spelled = [
      { revisionName: 'b', percent: 10 },
      { percent: 70 },
      { revisionName: 'a', percent: 20, tag: 'x' },
    ];
    expect(compareTraffic(base, spelled, base).some((row) => row.theyChanged)).toBe(false);
  });

  test('does not report a conflict when both made the same change', () => {
    const same = [newTarget('@latest', 90), newTarget('b', 10)];
    const rows = compareTraffic(base, same, same);
    expect(rows.map(({ key, mine, conflict }) => [key, mine === null, conflict])).toEqual([
      ['@latest', false, false],
      ['b', false, false],
      ['a', true, false],
    ]);
  });
});

describe('rebaseTraffic', () => {
  test('reapplies my changes on top of theirs when the rows differ', () => {
    const four = [newTarget('a', 40), newTarget('b', 30), newTarget('c', 20), newTarget('d', 10)];
    const theirs = [newTarget('a', 50), newTarget('b', 20), newTarget('c', 20), newTarget('d', 10)];
    const mine = [newTarget('a', 40), newTarget('b', 30), newTarget('d', 25, 'y'), newTarget('e', 5)];
    const rebased = rebaseTraffic(four, theirs, mine);
    expect(rebased).toEqual([
      newTarget('a', 50),
      newTarget('b', 20),
      newTarget('d', 25, 'y'),
      newTarget('e', 5),
    ]);
  });

  test('returns theirs when I changed nothing or made the same change', () => {
    const theirs = [newTarget('@latest', 100)];
    expect(rebaseTraffic(base, theirs, base)).toBe(theirs);
    expect(rebaseTraffic(base, theirs, [newTarget('@latest', 100)])).toBe(theirs);
  });

  test('keeps both a tag that they moved and a percent that I changed in the same rows', () => {
    const two = [newTarget('a', 90, 'blue'), newTarget('b', 10, 'green')];
    const swapped = [newTarget('a', 90, 'green'), newTarget('b', 10, 'blue')];
    const raised = [newTarget('a', 50, 'blue'), newTarget('b', 50, 'green')];
    expect(rebaseTraffic(two, swapped, raised)).toEqual([
      newTarget('a', 50, 'green'),
      newTarget('b', 50, 'blue'),
    ]);
    const mineSwapped = rebaseTraffic(two, raised, swapped);
    expect(compareTraffic(raised, swapped, isRefusal(mineSwapped) ? [] : mineSwapped)).toMatchObject([
      { key: 'a', mine: { percent: 50, tags: ['green'] } },
      { key: 'b', mine: { percent: 50, tags: ['blue'] } },
    ]);
  });

  test.each([
    [
      'both changed a row',
      [newTarget('@latest', 100)],
      [newTarget('@latest', 90), newTarget('b', 10)],
      'You both changed @latest.',
    ],
    [
      'they dropped a row that I changed',
      [newTarget('@latest', 80), newTarget('b', 20)],
      [newTarget('@latest', 80), newTarget('a', 10, 'x'), newTarget('b', 10)],
      'You both changed a.',
    ],
    [
      'a tag would be duplicated',
      [newTarget('@latest', 70, 'n'), newTarget('a', 20, 'x'), newTarget('b', 10)],
      [newTarget('@latest', 70), newTarget('a', 20, 'x'), newTarget('b', 10, 'n')],
      'Tag "n" is on two targets; a tag can be on only one.',
    ],
    [
      'a change of mine depends on one that both made',
      [newTarget('@latest', 60), newTarget('a', 20, 'x'), newTarget('b', 10), newTarget('c', 10)],
      [newTarget('@latest', 60), newTarget('a', 20, 'x'), newTarget('b', 20)],
      'You both changed @latest to 60 %, but each of you adjusted different rows in return: together that is 110 %, 10 % too much.',
    ],
    [
      'both raised the same row at the expense of different rows',
      [newTarget('@latest', 60), newTarget('a', 20, 'x'), newTarget('b', 20)],
      [newTarget('@latest', 70), newTarget('a', 10, 'x'), newTarget('b', 20)],
      'You both changed b to 20 %, but each of you adjusted different rows in return: together that is 90 %, 10 % too little.',
    ],
    [
      'both moved a share and one of them a tag of the same row',
      [newTarget('@latest', 60), newTarget('a', 20, 'x'), newTarget('b', 20, 'n')],
      [newTarget('@latest', 70), newTarget('a', 10, 'y'), newTarget('b', 20)],
      'You both changed b to 20 %, but each of you adjusted different rows in return: together that is 90 %, 10 % too little.',
    ],
  ])('refuses when %s', (_, theirs, mine, refused) => {
    expect(rebaseTraffic(base, theirs, mine)).toEqual({ refused });
  });
});

test.each([
  [
    'one removed the row that the other set to 0',
    [newTarget('a', 100)],
    [newTarget('@latest', 100)],
    [newTarget('a', 0), newTarget('b', 100)],
    'You both changed a to 0 %, but each of you adjusted different rows in return: together that is 200 %, 100 % too much.',
  ],
  [
    'one moved a tag that the other removed, and both made the same change to its row',
    [newTarget('b', 100, 'y')],
    [newTarget('@latest', 0, 'y'), newTarget('b', 100, 'x')],
    [newTarget('b', 100, 'x')],
    'You both changed the tag y.',
  ],
])('rebaseTraffic refuses when %s', (_, base, theirs, mine, refused) => {
  expect(rebaseTraffic(base, theirs, mine)).toEqual({ refused });
});

test('rebaseTraffic keeps every change that only one side made, or refuses', () => {
  const row = fc.constantFrom('@latest', 'a', 'b');
  const list = fc
    .tuple(
      fc.uniqueArray(fc.record({ row, tag: fc.constantFrom('', 'x', 'y', 'z') }), {
        minLength: 1,
        maxLength: 4,
        selector: ({ row, tag }) => (tag === '' ? row : tag),
      }),
      fc.array(fc.nat({ max: 60 }), { minLength: 4, maxLength: 4 }),
    )
    .map(([targets, cuts]) => {
      let rest = 100;
      return targets.map(({ row, tag }, index) => {
        const percent = index === targets.length - 1 ? rest : Math.min(rest, cuts[index] ?? 0);
        rest -= percent;
        return newTarget(row, percent, tag === '' ? undefined : tag);
      });
    });
  const percents = (targets: readonly TrafficTarget[]) =>
    new Map(toRows(targets).map((it) => [it.key, it.percent]));
  const tags = (targets: readonly TrafficTarget[]) =>
    new Map(toRows(targets).flatMap((it) => it.tags.map((tag) => [tag, it.key] as const)));
  fc.assert(
    fc.property(list, list, list, (base, theirs, mine) => {
      const next = rebaseTraffic(base, theirs, mine);
      // A sum alone does not show what to do.
      const words = isRefusal(next) ? next.refused : '';
      expect(words).not.toMatch(/sum to|changed ,/);
      if (isRefusal(next)) return;
      for (const read of [percents, tags]) {
        const [was, they, me, got] = [base, theirs, mine, next].map((it) => read(it));
        for (const key of new Set([base, theirs, mine, next].flatMap((it) => [...read(it).keys()]))) {
          const at = (map: ReadonlyMap<string, string | number> | undefined) => map?.get(key) || null;
          const wanted = at(me) === at(was) ? at(they) : at(me);
          expect(at(got)).toBe(wanted);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
