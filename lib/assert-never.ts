/** assertNever ends an exhaustive switch: a missing case fails the type check, and the call throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
