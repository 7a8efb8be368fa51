import { describe, expect, test } from 'vitest';
import { apportion } from '#lib/traffic/apportion.ts';
import { changedPercents, evenly, fallbackRow, moveDivider, setShare } from '#lib/traffic/gesture.ts';

const none: ReadonlySet<string> = new Set();

describe('apportion', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [50, [50, 25], [33, 17]],
    [0, [3, 4], [0, 0]],
    [10, [0, 0], [0, 0]],
    [7, [0, 5, 0, 5], [0, 4, 0, 3]],
  ])('divides %i over %j as %j', (total, weights, parts) => {
    expect(apportion(total, weights)).toEqual(parts);
  });
});

describe('setShare', () => {
  const start = { '@latest': 10, a: 60, b: 30 };
  const order = ['@latest', 'a', 'b'];

  test('takes from the others in proportion to their percents', () => {
    expect(setShare(start, order, '@latest', 40, { locked: none, fallback: null })).toEqual({
      '@latest': 40,
      a: 40,
      b: 20,
    });
  });

  test('keeps locked rows and stops at what the others have', () => {
    const locked = new Set(['a']);
    expect(setShare(start, order, '@latest', 90, { locked, fallback: null })).toEqual({
      '@latest': 40,
      a: 60,
      b: 0,
    });
  });

  test('gives to the fallback row when all others have 0', () => {
    const shares = { '@latest': 0, a: 100, b: 0 };
    const rule = { locked: none, fallback: fallbackRow(order, 'a', none, 'b') };
    expect(setShare(shares, order, 'a', 90, rule)).toEqual({ '@latest': 10, a: 90, b: 0 });
  });

  test('adds the fallback row when it has no target yet', () => {
    expect(setShare({ a: 100 }, ['a'], 'a', 90, { locked: none, fallback: '@latest' })).toEqual({
      a: 90,
      '@latest': 10,
    });
  });

  test.each([
    ['the row is locked', start, 'a', new Set(['a']), 'a is locked.'],
    ['all others are locked', start, 'a', new Set(['@latest', 'b']), 'All other rows are locked.'],
    [
      'nobody can take over',
      { a: 100, b: 0, c: 0 },
      'a',
      none,
      'All other rows hold 0 %: raise the one that takes over from a.',
    ],
  ])('explains why nothing moves when %s', (_, shares, key, locked, refused) => {
    const rows = Object.keys(shares);
    expect(setShare(shares, rows, key, 50, { locked, fallback: null })).toEqual({ refused });
  });
});

describe('moveDivider', () => {
  const start = { a: 60, b: 30, c: 10 };

  test.each([
    [5, { a: 65, b: 25, c: 10 }],
    [-5, { a: 55, b: 35, c: 10 }],
    [99, { a: 90, b: 0, c: 10 }],
    [-99, { a: 0, b: 90, c: 10 }],
  ])('moves %i only between its two neighbors', (delta, after) => {
    expect(moveDivider(start, 'a', 'b', delta, { locked: none })).toEqual(after);
  });

  test('does not move next to a locked row', () => {
    expect(moveDivider(start, 'a', 'b', 5, { locked: new Set(['b']) })).toEqual({ refused: 'b is locked.' });
  });
});

describe('evenly', () => {
  test('divides the percent of the unlocked rows', () => {
    expect(evenly({ a: 90, b: 10, c: 0 }, ['a', 'b', 'c'], none)).toEqual({ a: 34, b: 33, c: 33 });
    expect(evenly({ a: 90, b: 10, c: 0 }, ['a', 'b', 'c'], new Set(['b']))).toEqual({ a: 45, b: 10, c: 45 });
  });
});

describe('fallbackRow', () => {
  test.each([
    [['@latest', 'a', 'b'], 'a', none, 'b', '@latest'],
    [['@latest', 'a', 'b', 'c'], '@latest', none, 'b', 'b'],
    [['@latest', 'a', 'b', 'c'], 'a', new Set(['@latest']), 'c', 'c'],
    [['@latest', 'a'], '@latest', none, null, 'a'],
    [['@latest', 'a', 'b'], '@latest', none, null, null],
  ])('of %j, not %s', (order, key, locked, latestReady, row) => {
    expect(fallbackRow(order, key, locked, latestReady)).toBe(row);
  });
});

describe('changedPercents', () => {
  test('names only the rows that differ', () => {
    const targets = [
      { latestRevision: true, percent: 90 },
      { revisionName: 'a', percent: 10 },
      { revisionName: 'b' },
    ];
    expect(changedPercents(targets, { '@latest': 80, a: 20, b: 0 })).toEqual({
      type: 'setPercents',
      percents: { '@latest': 80, a: 20 },
    });
  });
});
