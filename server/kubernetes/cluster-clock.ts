import type { Clock, Moment } from '#server/clock.ts';

/** Clocks this close count as equal: a Date header has whole seconds, and a response takes time to arrive. */
const SAME_WITHIN_MS = 2_000;

/**
 * The API server's time, which is also the time base of timestamps in objects. The clock of a laptop that slept, or of a machine without
 * time synchronization, can be minutes off. Judged by that clock, a new pod would be late at once, or never.
 */
export class ClusterClock implements Clock {
  readonly #clock: Clock;
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How far the API server's clock is ahead of this machine's, ms; 0 until a response shows it, or while the two count as equal. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Takes the Date header of a response that has just arrived (RFC 9110 §6.6.1). Does nothing if it is absent or not a date. */
  takeDate(date: string | undefined): void {
    const at = Date.parse(date ?? '');
    if (Number.isNaN(at)) return;
    // The header has no fraction of a second: half a second is the best guess.
    const offsetMs = at + 500 - this.#clock.now();
    if (Math.abs(offsetMs - this.#offsetMs) <= SAME_WITHIN_MS) return;
    this.#offsetMs = Math.abs(offsetMs) <= SAME_WITHIN_MS ? 0 : offsetMs;
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  moment(): Moment {
    return this.#clock.moment();
  }

  after(ms: number, callback: () => void): () => void {
    return this.#clock.after(ms, callback);
  }
}
