/** Minimum interval between two frames while changes keep coming. */
const FRAME_INTERVAL_MS = 100;
/** A frame comes early only if the second before it had fewer frames than this. */
const FRAMES_A_SECOND = 10;
/** A change this long after a delayed frame starts a new burst; an earlier one belongs to the same burst. */
const QUIET_MS = 20;

/**
 * Decides when the next frame may be sent. The first change after a quiet period goes out immediately, and what follows it is collected for
 * 100 ms. A collected frame ends the burst, so that a change soon after it need not wait for the previous one: a person's own change causes
 * a handful of others, and the next one must not queue behind them. No change waits longer than 100 ms. Continuous changes produce ten frames
 * per second; the first second of a burst may have 14. Times are from a monotonic clock, in ms.
 */
export class FramePace {
  /** When the last frames were sent, oldest first. */
  readonly #sent: number[] = [];
  #gathered = false;

  /** How long a frame for a change at `now` has to wait, in ms. */
  waitMs(now: number): number {
    const since = now - (this.#sent.at(-1) ?? Number.NEGATIVE_INFINITY);
    if (since >= FRAME_INTERVAL_MS) return 0;
    const oldest = this.#sent.length < FRAMES_A_SECOND ? Number.NEGATIVE_INFINITY : (this.#sent[0] ?? 0);
    const isNew = this.#gathered && since >= QUIET_MS && now - oldest >= 1_000;
    return isNew ? 0 : FRAME_INTERVAL_MS - since;
  }

  /** Records a frame; `gathered` if it was delayed. */
  sent(now: number, gathered: boolean): void {
    this.#sent.push(now);
    if (this.#sent.length > FRAMES_A_SECOND) this.#sent.shift();
    this.#gathered = gathered;
  }
}
