import { LONG_AGO, type Moment } from '#server/clock.ts';

const FIRST_MS = 1_000;
const LONGEST_WATCHED_MS = 60_000;
const LONGEST_UNWATCHED_MS = 600_000;
/** A plugin that ran longer than this before it failed was most likely waiting for a person who was not there. */
const WAITED_MS = 30_000;

/**
 * Back-off of a credential plugin after failures: 1 s, doubled each time up to one minute while anyone is viewing, up to ten minutes while
 * nobody is. A plugin that waited for a person in vain is retried after ten minutes: each start may open a browser.
 */
export class PluginPace {
  #failures = 0;
  #failedAt = LONG_AGO;
  #hasWaited = false;

  failed(now: Moment, ranMs: number): void {
    this.#failures++;
    this.#failedAt = now;
    this.#hasWaited = ranMs > WAITED_MS;
  }

  /** Whether the back-off after the last failure is still in effect. */
  isPause(now: Moment, isWatched: boolean): boolean {
    if (this.#failures === 0) return false;
    const longest = isWatched ? LONGEST_WATCHED_MS : LONGEST_UNWATCHED_MS;
    const pause = this.#hasWaited
      ? LONGEST_UNWATCHED_MS
      : Math.min(longest, FIRST_MS * 2 ** (this.#failures - 1));
    return now - this.#failedAt < pause;
  }

  reset(): void {
    this.#failures = 0;
    this.#hasWaited = false;
  }
}
