// The whole cluster runs in one process, so an error in one part must not end the others.

/** Receives a caught error, and what was being done when it occurred. */
export type ReportFault = (error: unknown, during: string) => void;

/** printFault writes an error to stderr. */
export const printFault: ReportFault = (error, during) => console.error(`${during}:`, error);

/** guarded wraps a callback so that anything it throws is reported and goes no further. */
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
