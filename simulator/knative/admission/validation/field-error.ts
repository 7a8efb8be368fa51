import { goQuote } from '#lib/go/text.ts';
import type { Features } from '#simulator/knative/config/feature-flags.ts';
import type { RevisionDefaults } from '#simulator/knative/config/revision-defaults.ts';

/**
 * One finding of Knative's admission: what is wrong and at which fields (`knative.dev/pkg` at v1.23, `apis/field_error.go`). The helpers
 * below build the same messages as the Go functions they are named after.
 */
export interface FieldError {
  message: string;
  /** E.g. `spec.traffic[0].percent`; empty when Knative gives no path. */
  paths: string[];
  /** A longer text on separate lines; absent means none. */
  details?: string;
}

/** Refers to the field itself: `via` drops it from the path (`apis.CurrentField`). */
export const CURRENT_FIELD = '';

/** Options of every admission check. */
export interface AdmissionOptions<T> {
  /** The stored object, on update. Absent on create. */
  old?: T;
  /** The user who makes the request. When absent, `creator` and `lastModifier` are not set. */
  userName?: string;
  /** The `config-defaults` values; as shipped when absent. */
  defaults?: RevisionDefaults;
  /** The `config-features` values; as shipped when absent. */
  features?: Features;
  /** `allow-zero-initial-scale` of `config-autoscaler`; defaults to false, as shipped. */
  allowsZeroInitialScale?: boolean;
}

export function missingField(...paths: string[]): FieldError {
  return { message: 'missing field(s)', paths };
}

export function disallowedFields(...paths: string[]): FieldError {
  return { message: 'must not set the field(s)', paths };
}

export function invalidValue(value: string | number, path: string, details?: string): FieldError {
  return withDetails({ message: `invalid value: ${value}`, paths: [path] }, details);
}

export function invalidKeyName(key: string, path: string, details?: string): FieldError {
  return withDetails({ message: `invalid key name ${goQuote(key)}`, paths: [path] }, details);
}

export function outOfBounds(
  value: number | string,
  lower: number | string,
  upper: number | string,
  path: string,
): FieldError {
  return { message: `expected ${lower} <= ${value} <= ${upper}`, paths: [path] };
}

export function missingOneOf(...paths: string[]): FieldError {
  return { message: 'expected exactly one, got neither', paths };
}

export function multipleOneOf(...paths: string[]): FieldError {
  return { message: 'expected exactly one, got both', paths };
}

export function generic(message: string, ...paths: string[]): FieldError {
  return { message, paths };
}

/** via prefixes every path with a field, `[index]` or `[key]`, as `ViaField`, `ViaIndex` and `ViaKey` do. */
export function via(errors: readonly FieldError[], ...prefix: string[]): FieldError[] {
  return errors.map((error) => ({ ...error, paths: error.paths.map((path) => flatten([...prefix, path])) }));
}

/** mergeFieldErrors merges equal findings, sorts their paths, and sorts the findings by message, then details. */
export function mergeFieldErrors(errors: readonly FieldError[]): FieldError[] {
  const merged = new Map<string, FieldError>();
  for (const error of errors) {
    const key = `${error.message}-${error.details ?? ''}`;
    const paths = [...(merged.get(key)?.paths ?? []), ...error.paths];
    merged.set(key, { ...error, paths: [...new Set(paths)].sort() });
  }
  return [...merged.values()].sort(
    (a, b) => compare(a.message, b.message) || compare(a.details ?? '', b.details ?? ''),
  );
}

/** renderFieldErrors returns the text that follows `validation failed: ` in the webhook's response; empty when there are no errors. */
export function renderFieldErrors(errors: readonly FieldError[]): string {
  return mergeFieldErrors(errors)
    .map(({ message, paths, details }) => {
      const line = `${message}: ${paths.join(', ')}`;
      return details === undefined || details === '' ? line : `${line}\n${details}`;
    })
    .join('\n');
}

function withDetails(error: FieldError, details: string | undefined): FieldError {
  return details === undefined ? error : { ...error, details };
}

/** Like Go's `flatten`: splits components at dots and joins an `[index]` to the preceding component. */
function flatten(path: readonly string[]): string {
  const parts: string[] = [];
  for (const part of path.flatMap((component) => component.split('.'))) {
    if (part === CURRENT_FIELD) continue;
    const last = parts.length - 1;
    if (last >= 0 && part.startsWith('[') && part.endsWith(']')) parts[last] += part;
    else parts.push(part);
  }
  return parts.join('.');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
