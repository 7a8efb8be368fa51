/**
 * isNamed reports whether a value is an error of that name. Next bundles instrumentation, routes and pages apart, so that one
 * process holds an error's class several times: the one that throws need not be the one that asks, and identity tells nothing.
 * Error classes that cross that border use it as their `Symbol.hasInstance`.
 */
export function isNamed(value: unknown, name: string): boolean {
  return value instanceof Error && value.name === name;
}
