import { ANNOTATION } from '#lib/knative/labels.ts';
import { dns1035Problems } from '#lib/kubernetes/dns-label.ts';
import type { ObjectMeta } from '#lib/kubernetes/object.ts';
import { parseGoDuration, SECOND } from '#simulator/go/duration.ts';
import { sameMeaning } from '#simulator/go/shape.ts';
import {
  type FieldError,
  generic,
  invalidKeyName,
  invalidValue,
  missingField,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';

/** Annotations or labels; absent means none. */
export type StringMap = Record<string, string> | undefined;

/** getFirst returns the first of several spellings that is set, as `kmap.KeyPriority` does; null when none is set. */
export function getFirst(map: StringMap, keys: readonly string[]): { key: string; value: string } | null {
  for (const key of keys) {
    const value = map?.[key];
    if (value !== undefined) return { key, value };
  }
  return null;
}

/**
 * validateObjectName checks `metadata.name` and `generateName` (`knative.dev/pkg` `apis/metadata_validation.go`). Paths are relative to
 * `metadata`.
 */
export function validateObjectName(meta: Partial<ObjectMeta>): FieldError[] {
  const { name = '', generateName = '' } = meta;
  if (generateName !== '') {
    const problems = dns1035PrefixProblems(generateName);
    if (problems.length > 0)
      return [generic(`not a DNS 1035 label prefix: [${problems.join(' ')}]`, 'generateName')];
  }
  if (name !== '') {
    const problems = dns1035Problems(name);
    if (problems.length > 0) return [generic(`not a DNS 1035 label: [${problems.join(' ')}]`, 'name')];
  }
  return name === '' && generateName === '' ? [generic('name or generateName is required', 'name')] : [];
}

/** dns1035PrefixProblems allows a trailing dash in a prefix (`maskTrailingDash`). */
export function dns1035PrefixProblems(prefix: string): string[] {
  return dns1035Problems(prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);
}

/** validateNoAutoscaling rejects autoscaling annotations on a Service, Route or Configuration. Paths are relative to `metadata`. */
export function validateNoAutoscaling(annotations: StringMap): FieldError[] {
  const why = 'autoscaling annotations must be put under "spec.template.metadata.annotations" to work';
  return Object.keys(annotations ?? {})
    .filter((key) => key.startsWith('autoscaling.knative.dev'))
    .map((key) => invalidKeyName(key, 'annotations', why));
}

/** validateRolloutDuration checks the gradual rollout annotation. Paths are relative to `metadata`. */
export function validateRolloutDuration(annotations: StringMap): FieldError[] {
  const found = getFirst(annotations, [ANNOTATION.rolloutDuration, ANNOTATION.rolloutDurationOld]);
  return found === null ? [] : via(validateSeconds('rollout-duration', found), 'annotations');
}

/** validateSeconds requires a non-negative Go duration of whole seconds; an empty value counts as absent. */
export function validateSeconds(name: string, { key, value }: { key: string; value: string }): FieldError[] {
  if (value === '') return [];
  const duration = parseGoDuration(value);
  if (duration === null) return [invalidValue(value, key)];
  if (duration % SECOND !== 0) return [generic(`${name}=${value} is not at second precision`, key)];
  return duration < 0 ? [generic(`${name}=${value} must be positive`, key)] : [];
}

/** validateCreatorAndModifier makes `creator` immutable, and `lastModifier` immutable while the spec does not change. */
export function validateCreatorAndModifier(
  old: { spec: unknown; metadata: ObjectMeta },
  next: { spec: unknown; metadata: ObjectMeta },
): FieldError[] {
  const [before, after] = [old.metadata.annotations ?? {}, next.metadata.annotations ?? {}];
  const errors: FieldError[] = [];
  const differs = (key: string) => (before[key] ?? '') !== (after[key] ?? '');
  if (differs(ANNOTATION.creator)) errors.push(generic('annotation value is immutable', ANNOTATION.creator));
  if (differs(ANNOTATION.lastModifier) && sameMeaning(old.spec, next.spec)) {
    errors.push(invalidValue(after[ANNOTATION.lastModifier] ?? '', ANNOTATION.lastModifier));
  }
  return via(errors, 'metadata', 'annotations');
}

/** validateOwnerLabel requires an owner reference for a label that names an owner. Paths are relative to `metadata`. */
export function validateOwnerLabel(meta: ObjectMeta, label: string, kind: string): FieldError[] {
  const value = meta.labels?.[label];
  if (value === undefined) return [];
  const owned = (meta.ownerReferences ?? []).some((owner) => owner.kind === kind && owner.name === value);
  return owned ? [] : via([missingField(label)], 'labels');
}
