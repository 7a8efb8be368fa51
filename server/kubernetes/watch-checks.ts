import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';

/** What is asked of a watch to find out whether it has gone silent. */
export interface Checkable {
  /** How long the open watch has neither delivered anything nor been shown to lack nothing, ms; null while there is none to check. */
  unprovedMs(): number | null;
  /** Shows whether it lacks something. Must not reject. */
  check(): Promise<void>;
}

/** A watch that has been silent for this long is checked: with the check's own time, a silent one is found within 20 s. */
export const CHECK_AFTER_MS = 12_000;
const TICK_MS = 1_000;
/** More watches than these in 12 s are checked in turn, and a silent one is found later. */
const CHECKS_A_TICK = 8;
/** The wall clock that gets ahead by this between two ticks: the machine has slept, or its clock was set. */
const SLEPT_MS = 5_000;

/**
 * Has silent watches checked while somebody looks: a quiet collection and a connection that nobody relays look the same, and the
 * API server's own bookmarks come once a minute. The longest unproved go first. After a sleep, in which the monotonic clock may have
 * stood still while connections were given up, no watch counts as proved by what came before.
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

  /** Tells whether somebody looks. */
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
