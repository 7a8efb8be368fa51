import type { Clock } from '#simulator/apimachinery/contract.ts';
import { guarded, printFault, type ReportFault } from '#simulator/runtime/guard.ts';

/** A clock that runs `speed` times as fast as the machine's; changing the speed keeps the time continuous. */
export interface RealClock extends Clock {
  readonly speed: number;
  setSpeed(speed: number): void;
  /** Jumps ahead by that many ms; calls due callbacks immediately, in order. */
  advance(ms: number): void;
}

interface Alarm {
  at: number;
  order: number;
  callback: () => void;
}

/** A queue of alarms, ordered by time, then by creation. */
class Alarms {
  readonly #heap: Alarm[] = [];
  #order = 0;

  add(at: number, callback: () => void): Alarm {
    const alarm = { at, order: this.#order++, callback };
    this.#heap.push(alarm);
    let index = this.#heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
    return alarm;
  }

  peek(): Alarm | undefined {
    return this.#heap[0];
  }

  take(): Alarm | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first;
    this.#heap[0] = last;
    for (let index = 0; ; ) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heap.length && this.#before(child, least)) least = child;
      }
      if (least === index) return first;
      this.#swap(index, least);
      index = least;
    }
  }

  #before(left: number, right: number): boolean {
    const a = this.#heap[left];
    const b = this.#heap[right];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(left: number, right: number): void {
    const a = this.#heap[left];
    const b = this.#heap[right];
    if (a === undefined || b === undefined) return;
    this.#heap[left] = b;
    this.#heap[right] = a;
  }
}

const nothing = (): void => {};
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * realClock starts at the machine's time. A pending alarm does not keep the process alive; the servers do. A callback that throws is
 * reported and does not stop the next one.
 */
export function realClock(initialSpeed = 1, report: ReportFault = printFault): RealClock {
  const alarms = new Alarms();
  let speed = initialSpeed;
  let realStart = performance.now();
  let start = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = (): number => start + (performance.now() - realStart) * speed;

  function rebase(at: number): void {
    start = at;
    realStart = performance.now();
  }

  function arm(): void {
    clearTimeout(timer);
    const next = alarms.peek();
    if (next === undefined) return;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(0, (next.at - now()) / speed));
    timer = setTimeout(ring, wait);
    timer.unref();
  }

  function ring(): void {
    for (let next = alarms.peek(); next !== undefined && next.at <= now() + 0.5; next = alarms.peek()) {
      alarms.take();
      guarded(next.callback, 'an alarm of the clock', report)();
    }
    arm();
  }

  return {
    now: () => Math.floor(now()),
    after(ms, callback) {
      const alarm = alarms.add(now() + Math.max(0, ms), callback);
      if (alarms.peek() === alarm) arm();
      return () => {
        alarm.callback = nothing;
      };
    },
    get speed() {
      return speed;
    },
    setSpeed(next) {
      if (!(next > 0)) throw new RangeError(`the clock's speed must be above 0, not ${next}`);
      rebase(now());
      speed = next;
      arm();
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`the clock cannot go back by ${ms} ms`);
      rebase(now() + ms);
      ring();
    },
  };
}

/** A clock that only a test advances. */
export class FakeClock implements Clock {
  readonly #alarms = new Alarms();
  #now: number;

  /** Starts at 2026-01-01T00:00:00Z by default. */
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = this.#alarms.add(this.#now + Math.max(0, ms), callback);
    return () => {
      alarm.callback = nothing;
    };
  }

  /** Advances the time and calls each alarm that is due, in order, including alarms set on the way. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#alarms.peek(); next !== undefined && next.at <= end; next = this.#alarms.peek()) {
      this.#alarms.take();
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
