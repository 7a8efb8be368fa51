import { array, assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOutBar, MOST_PARTS } from '#lib/view/bar-layout.ts';

const named = (...percents: number[]) => percents.map((percent, index) => ({ name: `r${index}`, percent }));
const tell = (percents: number[], most?: number) =>
  layOutBar(named(...percents), most).map(({ shares, start, end }) => [
    shares.map(({ name }) => name).join('+'),
    start,
    end,
  ]);

describe('a bar is to scale', () => {
  test('each share is as long as its percent, in the order given', () => {
    expect(tell([1, 99])).toEqual([
      ['r0', 0, 1],
      ['r1', 1, 100],
    ]);
    expect(tell([5, 75, 15, 1, 1, 1, 1, 1]).map(([, start, end]) => Number(end) - Number(start))).toEqual([
      5, 75, 15, 1, 1, 1, 1, 1,
    ]);
  });

  test('a share of 0 has no segment', () => {
    expect(tell([0, 100, 0])).toEqual([['r1', 0, 100]]);
    expect(tell([0])).toEqual([]);
  });

  test('the bar stays empty for what is missing to 100, and more than 100 is scaled down', () => {
    expect(tell([30, 20])).toEqual([
      ['r0', 0, 30],
      ['r1', 30, 50],
    ]);
    expect(tell([100, 100])).toEqual([
      ['r0', 0, 50],
      ['r1', 50, 100],
    ]);
  });

  test('many shares fold into the largest, in order, and one segment with the sum of the others', () => {
    expect(tell([1, 40, 2, 30, 27], 3)).toEqual([
      ['r1', 0, 40],
      ['r3', 40, 70],
      ['r0+r2+r4', 70, 100],
    ]);
  });
});

describe('for any shares', () => {
  const shares = array(integer({ min: 0, max: 40 }), { maxLength: 120 }).map((percents) =>
    named(...percents),
  );
  const most = integer({ min: 1, max: MOST_PARTS });

  test('the segments are contiguous, and contain every share above 0 exactly once', () => {
    assert(
      property(shares, most, (list, limit) => {
        const parts = layOutBar(list, limit);
        expect(parts.length).toBeLessThanOrEqual(limit);
        expect(parts.map(({ start }) => start)).toEqual(
          [0, ...parts.map(({ end }) => end)].slice(0, parts.length),
        );
        const held = parts.flatMap((part) => part.shares);
        expect(new Set(held)).toEqual(new Set(list.filter(({ percent }) => percent > 0)));
        expect(held.length).toBe(new Set(held).size);
      }),
    );
  });

  test('lengths are in proportion to percents, and together no longer than the bar', () => {
    assert(
      property(shares, most, (list, limit) => {
        const total = list.reduce((sum, { percent }) => sum + percent, 0);
        const parts = layOutBar(list, limit);
        for (const { percent, start, end } of parts)
          expect(end - start).toBeCloseTo((percent / Math.max(100, total)) * 100, 9);
        expect(parts.at(-1)?.end ?? 0).toBeCloseTo(Math.min(100, total), 9);
      }),
    );
  });

  test('no separate share is smaller than a folded one, and the separate ones keep their order', () => {
    assert(
      property(shares, most, (list, limit) => {
        const parts = layOutBar(list, limit);
        const alone = parts.flatMap((part) => (part.shares.length === 1 ? part.shares : []));
        const folded = parts.flatMap((part) => (part.shares.length > 1 ? part.shares : []));
        const least = Math.min(...alone.map(({ percent }) => percent));
        for (const { percent } of folded) expect(percent).toBeLessThanOrEqual(least);
        expect(alone.map((share) => list.indexOf(share))).toEqual(
          alone.map((share) => list.indexOf(share)).toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
