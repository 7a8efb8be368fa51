/** assertNever ends an exhaustive switch: the type check fails where a case is missing, and the call throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
