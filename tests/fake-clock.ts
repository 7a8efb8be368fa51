import type { Clock, Moment } from '#server/clock.ts';

interface Alarm {
  at: number;
  callback: () => void;
}

/** A clock that stands still until a test advances it. Its monotonic clock and its alarms ignore changes of the wall clock. */
export class FakeClock implements Clock {
  #now: number;
  #setByMs = 0;
  readonly #alarms = new Set<Alarm>();
  #waiters: { count: number; resolve: () => void }[] = [];

  constructor(now = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#setByMs;
  }

  moment(): Moment {
    return this.#now as Moment;
  }

  /** Sets the wall clock that many ms ahead or back, as a network time sync or a sleep does. */
  set(byMs: number): void {
    this.#setByMs += byMs;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.#now + ms, callback };
    this.#alarms.add(alarm);
    this.#waiters = this.#waiters.filter((waiter) => {
      if (this.#alarms.size < waiter.count) return true;
      waiter.resolve();
      return false;
    });
    return () => this.#alarms.delete(alarm);
  }

  /** Advances the time and calls the callbacks that became due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#alarms].filter((alarm) => alarm.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#alarms.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = until;
  }

  /** Time until the next alarm, in ms; undefined when there is none. */
  get nextInMs(): number | undefined {
    const times = [...this.#alarms].map((alarm) => alarm.at - this.#now);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  get alarmCount(): number {
    return this.#alarms.size;
  }

  /** Resolves when that many alarms are set. */
  hasAlarms(count: number): Promise<void> {
    if (this.#alarms.size >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ count, resolve });
    });
  }
}
