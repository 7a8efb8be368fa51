/** The least time between two frames while changes keep coming. */
export const FRAME_INTERVAL_MS = 100;
/** At most this many frames in any second. */
const FRAMES_A_SECOND = 10;
/** A change this long after a frame that was waited for begins something new; one sooner belongs to the same stir. */
const QUIET_MS = 20;

/**
 * When the next frame may go. The first change after a quiet moment goes out at once, and what follows it is gathered for
 * 100 ms. A gathered frame ends the stir, so that a change soon after need not wait for the one before: a person's own change
 * brings a handful of others with it, and the next one must not queue behind them.
 * Times are those of a monotonic clock, ms.
 */
export class FramePace {
  /** When the last frames went, oldest first. */
  readonly #sent: number[] = [];
  #gathered = false;

  /** How long a frame for a change that happens now has to wait, in ms. */
  waitMs(now: number): number {
    const since = now - (this.#sent.at(-1) ?? Number.NEGATIVE_INFINITY);
    if (since >= FRAME_INTERVAL_MS) return 0;
    const oldest = this.#sent.length < FRAMES_A_SECOND ? Number.NEGATIVE_INFINITY : (this.#sent[0] ?? 0);
    const isNew = this.#gathered && since >= QUIET_MS && now - oldest >= 1_000;
    return isNew ? 0 : FRAME_INTERVAL_MS - since;
  }

  /** Notes a frame; `gathered` when it had been waited for. */
  sent(now: number, gathered: boolean): void {
    this.#sent.push(now);
    if (this.#sent.length > FRAMES_A_SECOND) this.#sent.shift();
    this.#gathered = gathered;
  }
}
