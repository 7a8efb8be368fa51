import { describe, expect, test } from 'vitest';
import { compareTraffic, rebaseTraffic } from '#lib/knative/traffic-conflict.ts';
import { newTarget } from '#lib/knative/traffic-target.ts';

const base = [newTarget('@latest', 70), newTarget('a', 20, 'x'), newTarget('b', 10)];

describe('compareTraffic', () => {
  test('says who changed which row', () => {
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

  test('does not take another spelling for a change', () => {
    const spelled = [
      { revisionName: 'b', percent: 10 },
      { percent: 70 },
      { revisionName: 'a', percent: 20, tag: 'x' },
    ];
    expect(compareTraffic(base, spelled, base).some((row) => row.theyChanged)).toBe(false);
  });

  test('does not call it a conflict when both made the same change', () => {
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
  test('makes my changes again on theirs when the rows differ', () => {
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

  test('returns theirs where I changed nothing, or the same', () => {
    const theirs = [newTarget('@latest', 100)];
    expect(rebaseTraffic(base, theirs, base)).toBe(theirs);
    expect(rebaseTraffic(base, theirs, [newTarget('@latest', 100)])).toBe(theirs);
  });

  test.each([
    [
      'both changed a row',
      [newTarget('@latest', 100)],
      [newTarget('@latest', 90), newTarget('b', 10)],
      'Both of you changed @latest.',
    ],
    [
      'they dropped a row that I changed',
      [newTarget('@latest', 80), newTarget('b', 20)],
      [newTarget('@latest', 80), newTarget('a', 10, 'x'), newTarget('b', 10)],
      'Both of you changed a.',
    ],
    [
      'a tag would be there twice',
      [newTarget('@latest', 70, 'n'), newTarget('a', 20, 'x'), newTarget('b', 10)],
      [newTarget('@latest', 70), newTarget('a', 20, 'x'), newTarget('b', 10, 'n')],
      'Tag "n" is there twice; a tag names one target.',
    ],
    [
      'a change of mine leans on one that both made',
      [newTarget('@latest', 60), newTarget('a', 20, 'x'), newTarget('b', 10), newTarget('c', 10)],
      [newTarget('@latest', 60), newTarget('a', 20, 'x'), newTarget('b', 20)],
      'The percents sum to 110, not 100.',
    ],
  ])('refuses when %s', (_, theirs, mine, refused) => {
    expect(rebaseTraffic(base, theirs, mine)).toEqual({ refused });
  });
});
