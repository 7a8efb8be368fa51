import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveStatus } from './live-status.ts';
import { steadyStatus } from './steady-status.ts';

const live = (heardAt: number): LiveStatus => ({ state: 'live', heardAt, without: [] });
const down = (since: number, what = 'the API server does not answer'): LiveStatus => ({
  state: 'down',
  since,
  what,
});
const CONNECTING: LiveStatus = { state: 'connecting' };

const shownAfter = (...statuses: LiveStatus[]) => statuses.reduce(steadyStatus, CONNECTING);

describe('the status that the screen shows', () => {
  test.for<[string, LiveStatus[], LiveStatus]>([
    ['follows the status while the data are live', [live(110), live(120)], live(120)],
    ['is connecting when no fault is known', [live(110), CONNECTING], CONNECTING],
    ['is down from the start of a fault', [live(120), down(115)], down(115)],
    ['stays down while the page reconnects', [down(115), CONNECTING], down(115, 'reconnecting')],
    [
      'names a second fault, and counts from the first',
      [down(115), CONNECTING, down(130, 'the watch of Route is down')],
      down(115, 'the watch of Route is down'),
    ],
    ['counts from a fault that began earlier', [down(115), down(112)], down(112)],
    ['counts from a fault whose start is known', [down(Number.NaN), down(112)], down(112)],
    ['is live as soon as the data are', [down(115), CONNECTING, live(140)], live(140)],
    ['counts a later fault on its own', [down(115), live(140), down(150)], down(150)],
  ])('%s', ([, statuses, expected]) => {
    expect(shownAfter(...statuses)).toEqual(expected);
  });

  test('is the same object while nothing changes', () => {
    const shown = shownAfter(down(115), CONNECTING);
    expect(steadyStatus(shown, CONNECTING)).toBe(shown);
    const again = steadyStatus(shown, down(130));
    expect(steadyStatus(again, down(130))).toBe(again);
  });

  test('never makes old data younger before they are live again', () => {
    const notLive = fc.oneof(
      fc.constant(CONNECTING),
      fc.integer({ min: 0, max: 1_000 }).map((since) => down(since)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.array(notLive), (first, statuses) => {
        let since = first;
        let shown = down(first);
        for (const next of statuses) {
          shown = steadyStatus(shown, next);
          if (shown.state !== 'down') throw new Error(`The fault ended with ${next.state}.`);
          expect(shown.since).toBeLessThanOrEqual(since);
          since = shown.since;
        }
      }),
    );
  });
});
