import { disallowedFields, type FieldError } from '#simulator/knative/admission/validation/field-error.ts';

/** Volumes by name: whether a mount of this type may be writable, and whether it is a claim that this pod may only read. */
export type VolumeKinds = ReadonlyMap<string, { writable: boolean; readOnlyClaim: boolean }>;

/**
 * disallowedIn returns an error with the given fields that an object sets, as `CheckDisallowedFields` does with a mask. The object is in
 * Go's form (`goShape`).
 */
export function disallowedIn(object: object, fields: readonly string[]): FieldError[] {
  const set = fields.filter((field) => (object as Record<string, unknown>)[field] !== undefined);
  return set.length === 0 ? [] : [disallowedFields(...set)];
}
