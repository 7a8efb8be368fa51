import type { CodeRefusal } from '#lib/access/page-access.ts';
import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';

/** How many unknown codes per minute are reported as unknown. Beyond that, the caller is told to wait. */
export const MAX_UNKNOWN_CODES = 20;
export const WINDOW_MS = 60_000;

/** Number of attempts per kind of wrong code within a minute. */
export type WrongCodeCounts = Record<CodeRefusal, number>;

const NONE: WrongCodeCounts = { used: 0, expired: 0, unknown: 0 };

/**
 * Counts wrong codes per minute and reports each minute that had any once it is over. A valid code is never delayed by this, or any program
 * on the machine could lock the person out.
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

  /** Counts one. Returns the seconds to wait before the next attempt when there were too many, else undefined. */
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
