import type { Clock, Moment } from '#server/clock.ts';

/** Clocks that are this close count as one: a Date header has whole seconds, and an answer takes time to come. */
const SAME_WITHIN_MS = 2_000;

/**
 * The time as the API server has it, which is that of the times in objects. A laptop that slept, or a machine without time
 * synchronization, can be minutes off: judged by its own clock, a pod that has just been made would be late, or never.
 */
export class ClusterClock implements Clock {
  readonly #clock: Clock;
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How far the API server's clock is ahead of this machine's, ms; 0 until an answer says so, or while they count as one. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Takes in the Date header of an answer that has just come (RFC 9110 §6.6.1). Without one, or with no date in it, nothing changes. */
  heard(date: string | undefined): void {
    const at = Date.parse(date ?? '');
    if (Number.isNaN(at)) return;
    // The header leaves out the part of a second: half a second is the best guess.
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
