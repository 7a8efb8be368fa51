/** Time as an argument, so that tests advance it by hand. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Calls back once after that many ms. Returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** A source of randomness in [0, 1). */
export type Random = () => number;

/** The longest that a timer of Node waits, ms; one that is to wait longer would be due at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The real time. Its timers do not keep the process alive, and wait 24 days at most. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  }
}

/** elapsedMs says how long ago a time of the clock is, ms: for ever when the clock has been set back to before it. */
export function elapsedMs(clock: Clock, since: number): number {
  const now = clock.now();
  return now < since ? Number.POSITIVE_INFINITY : now - since;
}

/** sleep resolves after that many ms of the clock, or at once when the signal aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
