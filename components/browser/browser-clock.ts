import type { Clock } from '#lib/clock.ts';

/** The browser's clock and timers, also in a worker. A separate object, so that tests can pass a fake clock. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
