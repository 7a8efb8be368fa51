import { expect, it } from 'vitest';
import { CANARY_WINDOW_MS, toCanarySeries } from './canary-series.ts';
import type { SampleView } from './types.ts';

const sample = (at: number, revisions: SampleView['revisions']): SampleView => ({ at, revisions });
const held = (percent: number, ready = 0, desired = 0) => ({ percent, ready, desired });

it('shows the last 15 minutes, oldest first, and says since when there is data', () => {
  const end = 10 * CANARY_WINDOW_MS;
  const series = toCanarySeries(
    [sample(end, { a: held(100) }), sample(5, { a: held(100) }), sample(end - 1_000, { a: held(100) })],
    new Map(),
  );
  expect(series.points.map(({ at }) => at)).toEqual([end - 1_000, end]);
  expect(series.since).toBe(5);
});

it('leaves out revisions that had neither traffic nor pods', () => {
  const series = toCanarySeries([sample(1, { a: held(100), b: held(0), c: held(0, 1, 1) })], new Map());
  expect(series.lines.map(({ revision }) => revision)).toEqual(['a', 'c']);
});

it('holds 0 for a revision that a sample does not name', () => {
  const series = toCanarySeries([sample(1, { a: held(100) }), sample(2, { b: held(100) })], new Map());
  expect(series.points[0]?.percent).toEqual({ a: 100, b: 0 });
});

it('is empty without samples', () => {
  expect(toCanarySeries([], new Map())).toEqual({ lines: [], points: [], since: null });
});
