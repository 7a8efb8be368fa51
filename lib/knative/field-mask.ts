import { disallowedFields, type FieldError } from '#lib/knative/field-error.ts';

/** Volumes by name: whether mounts of its type may write, and whether it is a claim that this pod may only read. */
export type VolumeKinds = ReadonlyMap<string, { writable: boolean; readOnlyClaim: boolean }>;

/** disallowedIn names the given fields that an object sets, as `CheckDisallowedFields` does against a mask. The object is as Go writes it (`goShape`). */
export function disallowedIn(object: object, fields: readonly string[]): FieldError[] {
  const set = fields.filter((field) => (object as Record<string, unknown>)[field] !== undefined);
  return set.length === 0 ? [] : [disallowedFields(...set)];
}
