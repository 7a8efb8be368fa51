import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';

/**
 * While running, calls back once after nothing has been heard for a while. Hearing something costs no timer: a timer that fires checks, and
 * waits for the rest.
 */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #receivedAt = LONG_AGO;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
  }

  /** How long nothing has been heard, in ms; 0 while the timer is not running. */
  get silentMs(): number {
    return this.#cancel === undefined ? 0 : elapsedMs(this.#clock, this.#receivedAt);
  }

  /** Starts over. */
  start(): void {
    this.stop();
    this.received();
    this.#cancel = this.#clock.after(this.#timeoutMs, () => this.#look());
  }

  received(): void {
    this.#receivedAt = this.#clock.moment();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    const left = this.#timeoutMs - this.silentMs;
    if (left <= 0) this.#onIdle();
    else this.#cancel = this.#clock.after(left, () => this.#look());
  }
}
