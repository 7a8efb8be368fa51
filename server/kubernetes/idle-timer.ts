import { type Clock, elapsedMs } from '#server/clock.ts';

/** Calls back once when nothing has been heard for a while. Hearing costs no timer: a due timer looks and waits on. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #heardAt: number;
  #cancel: () => void;

  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
    this.#heardAt = clock.now();
    this.#cancel = clock.after(timeoutMs, () => this.#look());
  }

  /** How long nothing has been heard, in ms. */
  get silentMs(): number {
    return elapsedMs(this.#clock, this.#heardAt);
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    // A clock that was set back must not make it wait for as long.
    this.#heardAt = Math.min(this.#heardAt, this.#clock.now());
    const left = this.#timeoutMs - this.silentMs;
    if (left <= 0) this.#onIdle();
    else this.#cancel = this.#clock.after(left, () => this.#look());
  }
}
