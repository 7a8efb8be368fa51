import { type Clock, every } from '#lib/clock.ts';
import { Subscribable } from '#lib/subscribable.ts';

/** The one clock that a page counts ages by: the server's time, with a tick per second. */
export interface PageClock {
  /** The server's time now, Unix ms. */
  now: () => number;
  /** The time that the page was rendered with, Unix ms: the first paint shows it on the server and in the browser. */
  initial: number;
  /** Corrects by a time that the server has just sent; small differences are kept, so that ages never jump back and forth. */
  correct: (serverNow: number) => void;
  /** Calls back once per second. Returns the unsubscriber. */
  subscribe: (listener: () => void) => () => void;
}

const TICK_MS = 1_000;
/** A difference up to this is the network's, ms. */
const TOLERANCE_MS = 2_000;

/** createPageClock starts at the server's time and goes on by the browser's clock; it ticks only while someone listens. */
export function createPageClock(initial: number, clock: Clock): PageClock {
  return new TickingClock(initial, clock);
}

class TickingClock extends Subscribable implements PageClock {
  readonly initial: number;
  readonly #clock: Clock;
  #offsetMs: number;
  #stop: (() => void) | undefined;

  constructor(initial: number, clock: Clock) {
    super();
    this.initial = initial;
    this.#clock = clock;
    this.#offsetMs = initial - clock.now();
  }

  readonly now = (): number => this.#clock.now() + this.#offsetMs;

  readonly correct = (serverNow: number): void => {
    const offsetMs = serverNow - this.#clock.now();
    if (Math.abs(offsetMs - this.#offsetMs) > TOLERANCE_MS) this.#offsetMs = offsetMs;
  };

  protected override onSubscribe(): void {
    this.#stop ??= every(this.#clock, TICK_MS, () => this.notify());
  }

  protected override onUnsubscribe(): void {
    if (this.hasListeners) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}

/** stoppedClock stands at one time (Unix ms): ages that are counted by it stay as they are, and no countdown goes on. */
export function stoppedClock(at: number): PageClock {
  return { initial: at, now: () => at, correct: () => {}, subscribe: () => () => {} };
}
