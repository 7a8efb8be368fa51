import { type Clock, elapsedMs, type Moment } from '#server/clock.ts';

/** Calls back once when nothing has been heard for a while. Hearing costs no timer: a due timer looks and waits on. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onIdle: () => void;
  #heardAt: Moment;
  #cancel: () => void;

  constructor(clock: Clock, timeoutMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
    this.#heardAt = clock.moment();
    this.#cancel = clock.after(timeoutMs, () => this.#look());
  }

  /** How long nothing has been heard, in ms. */
  get silentMs(): number {
    return elapsedMs(this.#clock, this.#heardAt);
  }

  heard(): void {
    this.#heardAt = this.#clock.moment();
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const left = this.#timeoutMs - this.silentMs;
    if (left <= 0) this.#onIdle();
    else this.#cancel = this.#clock.after(left, () => this.#look());
  }
}
