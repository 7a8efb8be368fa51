import { expect, it } from 'vitest';
import { withoutRow } from '#lib/traffic/draft/remove-row.ts';
import { newTarget } from '#lib/traffic/target.ts';

const order = ['@latest', 'a-2'];

it('gives the percent of the removed row to rows above 0 %, and removes its tags', () => {
  const targets = [newTarget('gone', 90, 'stable'), newTarget('@latest', 10), newTarget('gone', 0, 'old')];
  expect(withoutRow(targets, 'gone', order, 'a-2')).toEqual([newTarget('@latest', 100)]);
});

it('removes a target at 0 % and does not change the others', () => {
  const targets = [
    newTarget('gone', 0, 'stable'),
    { latestRevision: true, percent: 60 },
    newTarget('a-2', 40),
  ];
  const next = withoutRow(targets, 'gone', order, 'a-2');
  expect(next).toEqual(targets.slice(1));
  expect(next?.[0]).toBe(targets[1]);
});

it('gives everything to @latest when no other row is above 0 %', () => {
  expect(withoutRow([newTarget('gone', 100)], 'gone', order, 'a-2')).toEqual([newTarget('@latest', 100)]);
});

it('is not offered when no row could take over', () => {
  expect(withoutRow([newTarget('gone', 100)], 'gone', [], null)).toBeNull();
});
