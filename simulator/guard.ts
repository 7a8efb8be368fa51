import type { Clock } from '#simulator/contract.ts';

// The cluster lives in one process: what throws in one part must not end the others.

/** Told of a fault that was caught, and of what was done when it happened. */
export type ReportFault = (error: unknown, during: string) => void;

/** printFault writes a fault to the standard error output. */
export const printFault: ReportFault = (error, during) => console.error(`${during}:`, error);

/** guarded returns the callback made safe: what it throws is reported and goes no further. */
export function guarded<Arguments extends unknown[]>(
  callback: (...given: Arguments) => void,
  during: string,
  report: ReportFault,
): (...given: Arguments) => void {
  return (...given) => {
    try {
      callback(...given);
    } catch (error) {
      report(error, during);
    }
  };
}

/** How long a task that failed waits for its next try, doubled each time (client-go `DefaultTypedControllerRateLimiter`). */
const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 1_000_000;

/**
 * Tasks of one part of the cluster on its clock. One that throws is tried again at growing intervals until it succeeds; its first fault
 * is reported, the ones after it say nothing new. Each try has to look at everything afresh.
 */
export class RetriedTasks {
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #report: ReportFault;

  /** `owner` names the part in what is reported. */
  constructor(clock: Clock, owner: string, report: ReportFault) {
    this.#clock = clock;
    this.#owner = owner;
    this.#report = report;
  }

  /** Runs a task after that many ms of simulated time. */
  after(ms: number, task: () => void): void {
    this.#clock.after(ms, () => this.run(task));
  }

  /** Runs a task now. */
  run(task: () => void, waitMs = FIRST_RETRY_MS): void {
    try {
      task();
    } catch (error) {
      if (waitMs === FIRST_RETRY_MS) this.#report(error, this.#owner);
      const next = Math.min(LONGEST_RETRY_MS, waitMs * 2);
      this.#clock.after(waitMs, () => this.run(task, next));
    }
  }
}
