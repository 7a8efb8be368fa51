import type { Clock } from '#lib/clock.ts';

/** The browser's clock and timers, also those of a worker. A clock of its own for what is tested with a fake one. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
