import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DataAge, nextDataAge } from './data-age.ts';
import type { LiveStatus } from './live-status.ts';

const LIVE = (heardAt: number): LiveStatus => ({ state: 'live', heardAt, without: [] });
const DOWN = (since: number): LiveStatus => ({
  state: 'down',
  since,
  what: 'the API server does not answer',
});
const CONNECTING: LiveStatus = { state: 'connecting' };
const FRESH: DataAge = { lastLive: 100, oldSince: null };

function follow(statuses: readonly LiveStatus[], from = FRESH): DataAge {
  return statuses.reduce(nextDataAge, from);
}

describe('the age of the data on screen', () => {
  test.for<[string, LiveStatus[], DataAge]>([
    ['follows received messages while live', [LIVE(110), LIVE(120)], { lastLive: 120, oldSince: null }],
    ['does not go back for a late message', [LIVE(120), LIVE(110)], { lastLive: 120, oldSince: null }],
    ['starts when the fault began', [LIVE(120), DOWN(115)], { lastLive: 120, oldSince: 115 }],
    ['stays while the page reconnects', [DOWN(115), CONNECTING], { lastLive: 100, oldSince: 115 }],
    [
      'does not decrease for a second fault',
      [DOWN(115), CONNECTING, DOWN(130)],
      { lastLive: 100, oldSince: 115 },
    ],
    ['increases for a fault that began earlier', [DOWN(115), DOWN(112)], { lastLive: 100, oldSince: 112 }],
    ['ends when the data are live again', [DOWN(115), LIVE(140)], { lastLive: 140, oldSince: null }],
  ])('%s', ([, statuses, expected]) => {
    expect(follow(statuses)).toEqual(expected);
  });

  test('keeps its identity when a status changes nothing', () => {
    const age = follow([LIVE(120)]);
    expect(nextDataAge(age, LIVE(120))).toBe(age);
    expect(nextDataAge(age, CONNECTING)).toBe(age);
    const old = follow([DOWN(115)]);
    expect(nextDataAge(old, DOWN(115))).toBe(old);
  });

  test('never decreases before the data are live again, whatever the statuses', () => {
    const notLive = fc.oneof(fc.constant(CONNECTING), fc.integer({ min: 0, max: 1_000 }).map(DOWN));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.array(notLive), (since, statuses) => {
        let age = follow([DOWN(since)]);
        for (const status of statuses) {
          const next = nextDataAge(age, status);
          expect(next.oldSince).not.toBeNull();
          expect(next.oldSince).toBeLessThanOrEqual(age.oldSince ?? Number.NaN);
          age = next;
        }
      }),
    );
  });
});
