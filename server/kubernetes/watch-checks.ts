import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';

/** What is needed from a watch to find out whether it has gone silent. */
export interface Checkable {
  /** How long the open watch has neither delivered anything nor been shown to be complete, ms; null while there is none to check. */
  unprovedMs(): number | null;
  /** Checks whether the watch is missing anything. Must not reject. */
  check(): Promise<void>;
}

/** A watch that has been silent for this long is checked. Including the check itself, a silent watch is found within 20 s. */
export const CHECK_AFTER_MS = 12_000;
const TICK_MS = 1_000;
/** If more watches than fit in 12 s are due, they are checked in turn, and a silent one is found later. */
const CHECKS_A_TICK = 8;
/** If the wall clock gets ahead by this between two ticks, the machine has slept or its clock was set. */
const SLEPT_MS = 5_000;

/**
 * Schedules checks of silent watches while anyone is viewing: a quiet collection and a dead connection look the same, and the API server's
 * own bookmarks come once a minute. Watches that have gone unproved the longest are checked first. After a sleep, during which the
 * monotonic clock may have stopped while connections were dropped, no watch counts as proved by earlier checks.
 */
export class WatchChecks {
  readonly #clock: Clock;
  readonly #watches: Iterable<Checkable>;
  #cancel: (() => void) | undefined;
  #wallAheadMs = 0;
  #wokeAt = LONG_AGO;

  constructor(clock: Clock, watches: Iterable<Checkable>) {
    this.#clock = clock;
    this.#watches = watches;
  }

  /** Sets whether anyone is viewing. */
  setWatched(isWatched: boolean): void {
    if (isWatched === (this.#cancel !== undefined)) return;
    this.#cancel?.();
    this.#wallAheadMs = this.#clock.now() - this.#clock.moment();
    this.#cancel = isWatched ? this.#clock.after(TICK_MS, () => this.#tick()) : undefined;
  }

  #tick(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick());
    const wallAheadMs = this.#clock.now() - this.#clock.moment();
    if (wallAheadMs - this.#wallAheadMs >= SLEPT_MS) this.#wokeAt = this.#clock.moment();
    this.#wallAheadMs = wallAheadMs;
    const awakeMs = elapsedMs(this.#clock, this.#wokeAt);
    const due = [...this.#watches]
      .map((watch) => ({ watch, ms: watch.unprovedMs() ?? 0 }))
      .filter(({ ms }) => ms >= CHECK_AFTER_MS || ms > awakeMs)
      .sort((a, b) => b.ms - a.ms);
    for (const { watch } of due.slice(0, CHECKS_A_TICK)) void watch.check();
  }
}
