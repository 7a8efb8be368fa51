import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';

/**
 * While it runs, calls back once when nothing has been heard for a while. Hearing costs no timer: a due timer looks and waits on.
 */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #heardAt = LONG_AGO;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
  }

  /** How long nothing has been heard, in ms; 0 while it does not run. */
  get silentMs(): number {
    return this.#cancel === undefined ? 0 : elapsedMs(this.#clock, this.#heardAt);
  }

  /** Begins anew. */
  start(): void {
    this.stop();
    this.heard();
    this.#cancel = this.#clock.after(this.#timeoutMs, () => this.#look());
  }

  heard(): void {
    this.#heardAt = this.#clock.moment();
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
