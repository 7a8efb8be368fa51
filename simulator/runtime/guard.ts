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
