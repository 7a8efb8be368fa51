import type { CodeRefusal } from '#lib/access/page-access.ts';
import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';

/** How many unknown codes a minute are answered for what they are; more are told to wait. */
export const MAX_UNKNOWN_CODES = 20;
export const WINDOW_MS = 60_000;

/** How often each kind of wrong code was tried within a minute. */
export type WrongCodeCounts = Record<CodeRefusal, number>;

const NONE: WrongCodeCounts = { used: 0, expired: 0, unknown: 0 };

/**
 * Counts wrong codes by the minute, and tells of each minute that had some, once it is over. A right code is never held up by
 * it, or any program of the machine could lock the person out.
 */
export class WrongCodes {
  readonly #clock: Clock;
  readonly #report: (counts: WrongCodeCounts) => void;
  #counts = NONE;
  #beganAt = LONG_AGO;

  constructor(options: { clock: Clock; report: (counts: WrongCodeCounts) => void }) {
    this.#clock = options.clock;
    this.#report = options.report;
  }

  /** Counts one. Returns in how many seconds to try again when there were too many, else undefined. */
  count(refusal: CodeRefusal): number | undefined {
    if (this.#counts === NONE) {
      this.#beganAt = this.#clock.moment();
      this.#clock.after(WINDOW_MS, () => {
        const counts = this.#counts;
        this.#counts = NONE;
        this.#report(counts);
      });
    }
    this.#counts = { ...this.#counts, [refusal]: this.#counts[refusal] + 1 };
    if (refusal !== 'unknown' || this.#counts.unknown <= MAX_UNKNOWN_CODES) return undefined;
    return Math.max(1, Math.ceil((WINDOW_MS - elapsedMs(this.#clock, this.#beganAt)) / 1_000));
  }
}
