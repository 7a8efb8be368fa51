import { array, assert, constantFrom, dictionary, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANARY_WINDOW_MS, type CanarySeries, toCanarySeries } from './canary-series.ts';
import type { SampleView } from './models/history.ts';
import type { RevisionView } from './models/revision.ts';

const NOW = 100 * CANARY_WINDOW_MS;
const sample = (at: number, revisions: SampleView['revisions']): SampleView => ({ at, revisions });
const held = (percent: number, ready = 0, desired = 0) => ({ percent, ready, desired });
const generations = (generation: Record<string, number>) =>
  new Map(Object.entries(generation).map(([name, number]) => [name, { generation: number } as RevisionView]));
/** A revision's share over time, in seconds before now: `60:100 30:100 30:– 0:–`. */
const told = ({ points }: CanarySeries, revision: string) =>
  points.map(({ at, percent }) => `${(NOW - at) / 1_000}:${percent[revision] ?? '–'}`).join(' ');

describe('the axis', () => {
  it('ends now, not at the last sample', () => {
    const series = toCanarySeries([sample(NOW - 20_000, { a: held(100) })], new Map(), NOW);
    expect(series.to).toBe(NOW);
    expect(told(series, 'a')).toBe('60:– 20:– 20:100 0:100');
  });

  it('starts with the first sample, at least one and at most 15 minutes ago', () => {
    const fromOf = (at: number) => (NOW - toCanarySeries([sample(at, {})], new Map(), NOW).from) / 60_000;
    expect([NOW - 1_000, NOW - 4 * 60_000, 5].map(fromOf)).toEqual([1, 4, 15]);
  });
});

describe('time without viewers', () => {
  it('is a gap without a line, before the next sample and before now', () => {
    const series = toCanarySeries(
      [sample(NOW - 300_000, { a: held(100) }), sample(NOW - 60_000, { a: held(50), b: held(50) })],
      new Map(),
      NOW,
    );
    expect(series.gaps).toEqual([
      { from: NOW - 300_000, to: NOW - 60_000 },
      { from: NOW - 60_000, to: NOW },
    ]);
    expect(told(series, 'a')).toBe('300:100 300:100 300:– 60:– 60:50 60:50 60:– 0:–');
  });

  it('is not shown between consecutive samples', () => {
    const samples = [45, 30, 15, 0].map((seconds) => sample(NOW - seconds * 1_000, { a: held(100) }));
    expect(toCanarySeries([sample(NOW - 60_000, { a: held(100) }), ...samples], new Map(), NOW).gaps).toEqual(
      [],
    );
  });
});

it('draws a step where a value changes, and nothing for 0 %', () => {
  const series = toCanarySeries(
    [
      sample(NOW - 60_000, { a: held(100) }),
      sample(NOW - 30_000, { a: held(60), b: held(40) }),
      sample(NOW - 10_000, { b: held(100) }),
    ],
    new Map(),
    NOW,
  );
  expect(told(series, 'a')).toBe('60:100 30:100 30:60 10:60 10:– 0:–');
  expect(told(series, 'b')).toBe('60:– 30:– 30:40 10:40 10:100 0:100');
});

it('lists revisions in the gate’s order, newest first, omitting those that had neither traffic nor pods', () => {
  const series = toCanarySeries(
    [sample(NOW, { a: held(100), b: held(0), c: held(0, 1, 1) })],
    generations({ a: 1, b: 2, c: 3 }),
    NOW,
  );
  expect(series.lines.map(({ revision }) => revision)).toEqual(['c', 'a']);
});

it('is one gap without samples', () => {
  const { points, gaps, last } = toCanarySeries([], new Map(), NOW);
  expect([gaps, last, points.length]).toEqual([[{ from: NOW - 60_000, to: NOW }], null, 2]);
});

it('covers the whole axis with lines or gaps, whatever the samples', () => {
  const samples = array(
    record({
      ago: integer({ min: -5_000, max: 2 * CANARY_WINDOW_MS }),
      revisions: dictionary(constantFrom('a', 'b', 'c'), integer({ min: 0, max: 100 })),
    }),
    { maxLength: 40 },
  );
  assert(
    property(samples, (list) => {
      const series = toCanarySeries(
        list.map(({ ago, revisions }) =>
          sample(
            NOW - ago,
            Object.fromEntries(Object.entries(revisions).map(([name, percent]) => [name, held(percent)])),
          ),
        ),
        new Map(),
        NOW,
      );
      const times = series.points.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect([times[0], times.at(-1)]).toEqual([series.from, NOW]);
      for (const { from, to } of series.gaps) {
        expect(from).toBeLessThan(to);
        const inside = series.points.filter(({ at }) => at > from && at < to);
        expect(inside).toEqual([]);
      }
    }),
  );
});
