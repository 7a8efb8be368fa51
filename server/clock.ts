declare const monotonic: unique symbol;

/**
 * A reading of the machine's monotonic clock, ms from an arbitrary origin: only the difference of two readings means anything
 * (`elapsedMs`). Nobody can set that clock. While a machine sleeps it may stop (Linux) or keep running (macOS, Windows), and Node's timers
 * follow it: an idle time, a back-off or a deadline counts only the time this process was awake, and resumes after a sleep where it
 * stopped. Connections that broke during a sleep are detected like any other broken connection.
 */
export type Moment = number & { readonly [monotonic]: true };

/** Before any moment, so that anything rate-limited is due. */
export const LONG_AGO = Number.NEGATIVE_INFINITY as Moment;

/** Time as a dependency, so that tests can advance it by hand. */
export interface Clock {
  /**
   * Unix ms, for times that are displayed, kept across a restart or compared with other machines' times, such as when a token expires. NTP,
   * a person or a sleep can move it by hours at once; measure durations with `moment`.
   */
  now(): number;
  moment(): Moment;
  /** Calls back once after `ms` milliseconds. Returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** A source of randomness in [0, 1). */
export type Random = () => number;

/** Longest delay of a Node timer, ms. A timer with a longer delay would fire immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The real clock. Its timers do not keep the process alive and wait 24 days at most. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  moment(): Moment {
    return performance.now() as Moment;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  }
}

/** elapsedMs returns how long ago a moment was, ms. */
export function elapsedMs(clock: Clock, since: Moment): number {
  return clock.moment() - since;
}

/** sleep resolves after `ms` milliseconds of the clock, or immediately when the signal aborts. */
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
