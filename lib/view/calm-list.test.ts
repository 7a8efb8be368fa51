import { describe, expect, test } from 'vitest';
import { drawCalm, reorderCalmly } from '#lib/view/calm-list.ts';
import type { AttentionState } from '#lib/view/models/service-summary.ts';
import type { OverviewItem } from '#lib/view/overview-list.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const rows = (...keys: string[]) => {
  const counts = { steady: keys.length } as Record<AttentionState, number>;
  const items: OverviewItem[] = [
    { type: 'group', state: 'steady', count: keys.length },
    ...keys.map((key) => ({ type: 'row' as const, key })),
  ];
  return { items, counts };
};
const keysOf = (items: readonly OverviewItem[]) =>
  items.flatMap((item) => (item.type === 'row' ? [item.key] : []));

describe('drawCalm', () => {
  const drawn = { items: rows('a', 'b').items, context: 'all' };

  test('keeps the order of the rows on screen, and inserts a new row in its place', () => {
    const next = drawCalm(drawn, rows('c', 'b', 'a'), 'all');
    expect(keysOf(next.items)).toEqual(['c', 'a', 'b']);
    expect(keysOf(drawCalm(next, rows('a', 'b', 'c'), 'all').items)).toEqual(['c', 'a', 'b']);
  });

  test('adopts the new order immediately when the user changes the query', () => {
    expect(keysOf(drawCalm(drawn, rows('b', 'a'), 'shop').items)).toEqual(['b', 'a']);
  });

  test('returns the same list while nothing differs, so that rendering settles', () => {
    expect(drawCalm(drawn, rows('b', 'a'), 'all')).toBe(drawn);
    const other = drawCalm(drawn, rows('a', 'b'), 'shop');
    expect(other).toEqual({ items: drawn.items, context: 'shop' });
    expect(drawCalm(other, rows('a', 'b'), 'shop')).toBe(other);
  });
});

describe('reorderCalmly', () => {
  test('adopts the new order every three seconds, and no sooner', () => {
    const clock = new FakeClock();
    let orders = 0;
    const stop = reorderCalmly(
      clock,
      () => false,
      () => (orders += 1),
    );
    clock.advance(2_999);
    expect(orders).toBe(0);
    clock.advance(1);
    expect(orders).toBe(1);
    clock.advance(3_000);
    expect(orders).toBe(2);
    stop();
    clock.advance(60_000);
    expect(orders).toBe(2);
  });

  test('waits for as long as the list is in use', () => {
    const clock = new FakeClock();
    let isInUse = true;
    let orders = 0;
    reorderCalmly(
      clock,
      () => isInUse,
      () => (orders += 1),
    );
    clock.advance(60_000);
    expect(orders).toBe(0);
    isInUse = false;
    clock.advance(3_000);
    expect(orders).toBe(1);
  });
});
