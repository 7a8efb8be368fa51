import { FakeClock, type RealClock, realClock } from '#simulator/runtime/clock.ts';
import { guarded, printFault, type ReportFault } from '#simulator/runtime/guard.ts';

/**
 * A clock that starts in the past and is advanced by hand until it goes live; then it follows the machine's time. In both phases alarms run
 * in order and see the time they were set for. A callback that throws is reported and does not stop the next one.
 */
export class SimulationClock implements RealClock {
  readonly #past: FakeClock;
  readonly #report: ReportFault;
  readonly #waiting = new Map<number, number>();
  #next = 0;
  #live: RealClock | undefined;
  #isAdvancing = false;

  constructor(start: number, report: ReportFault = printFault) {
    this.#past = new FakeClock(start);
    this.#report = report;
  }

  now(): number {
    const behind = this.#past.now();
    return this.#live === undefined || this.#isAdvancing ? behind : Math.max(behind, this.#live.now());
  }

  after(ms: number, callback: () => void): () => void {
    const at = this.now() + Math.max(0, ms);
    const id = this.#next++;
    const ring = guarded(callback, 'an alarm of the clock', this.#report);
    const cancel = this.#past.after(at - this.#past.now(), () => {
      this.#waiting.delete(id);
      ring();
    });
    if (this.#live === undefined) this.#waiting.set(id, at);
    else this.#wakeAt(this.#live, at);
    return () => {
      this.#waiting.delete(id);
      cancel();
    };
  }

  get speed(): number {
    return this.#live?.speed ?? 1;
  }

  setSpeed(speed: number): void {
    if (this.#live === undefined) throw new Error('the clock has no speed before it is live');
    this.#live.setSpeed(speed);
  }

  advance(ms: number): void {
    if (this.#live === undefined) {
      this.#advanceTo(this.#past.now() + ms);
      return;
    }
    this.#live.advance(ms);
    this.#advanceTo(this.#live.now());
  }

  /** Makes the clock run on its own, that many times as fast as the machine's; overdue alarms run first. */
  goLive(speed: number): void {
    const live = realClock(speed, this.#report);
    this.#advanceTo(live.now());
    this.#live = live;
    for (const at of this.#waiting.values()) this.#wakeAt(live, at);
    this.#waiting.clear();
  }

  /** A timer may fire a fraction of a millisecond early; its alarm still counts as due. */
  #wakeAt(live: RealClock, at: number): void {
    live.after(at - live.now(), () => this.#advanceTo(Math.max(at, live.now())));
  }

  #advanceTo(time: number): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    try {
      this.#past.advance(Math.max(0, time - this.#past.now()));
    } finally {
      this.#isAdvancing = false;
    }
  }
}
