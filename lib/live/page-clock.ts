import { type Clock, every } from '#lib/clock.ts';
import { Subscribable } from '#lib/subscribable.ts';

/** The single clock that a page computes ages from: the server's time, with one tick per second. */
export interface PageClock {
  /** The server's time now, Unix ms. */
  now: () => number;
  /** The time that the page was rendered with, Unix ms. The first paint shows it on both the server and in the browser. */
  initial: number;
  /** Adjusts the clock to a time that the server just sent. Small differences are ignored, so that ages never jump back and forth. */
  correct: (serverNow: number) => void;
  /** Calls back once per second. Returns the unsubscriber. */
  subscribe: (listener: () => void) => () => void;
}

const TICK_MS = 1_000;
/** Differences up to this are attributed to the network, ms. */
const TOLERANCE_MS = 2_000;

/** createPageClock starts at the server's time and advances with the browser's clock. It ticks only while it has listeners. */
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

/** stoppedClock always returns one time (Unix ms): ages stay the same, and countdowns do not advance. */
export function stoppedClock(at: number): PageClock {
  return { initial: at, now: () => at, correct: () => {}, subscribe: () => () => {} };
}
