declare const monotonic: unique symbol;

/**
 * A moment of the machine's monotonic clock, ms from an arbitrary beginning: only how far two are apart means anything
 * (`elapsedMs`). Nobody can set that clock. While a machine sleeps it may stand still (Linux) or go on (macOS, Windows), and
 * Node's timers go by it: a silence, a pause or a deadline counts only the time in which this process was awake, and
 * continues after a sleep where it stopped. Connections that broke during a sleep are detected like any other broken connection.
 */
export type Moment = number & { readonly [monotonic]: true };

/** Before any moment: whatever is to happen at most once in a while is due. */
export const LONG_AGO = Number.NEGATIVE_INFINITY as Moment;

/** Time as an argument, so that tests advance it by hand. */
export interface Clock {
  /**
   * Unix ms, for times that are shown, kept over a restart or compared with those of others, such as when a token expires. Network
   * time, a person or a sleep moves it by hours at once: how long something takes is told from `moment`.
   */
  now(): number;
  moment(): Moment;
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

  moment(): Moment {
    return performance.now() as Moment;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  }
}

/** elapsedMs says how long ago a moment was, ms. */
export function elapsedMs(clock: Clock, since: Moment): number {
  return clock.moment() - since;
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
