/**
 * isNamed reports whether a value is an error with that name. Next bundles instrumentation, routes and pages separately, so one process has
 * several copies of an error class: the code that throws and the code that checks may use different ones, and identity means nothing. Error
 * classes that cross bundles use it as their `Symbol.hasInstance`.
 */
export function isNamed(value: unknown, name: string): boolean {
  return value instanceof Error && value.name === name;
}
