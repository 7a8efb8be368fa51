import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import {
  type FieldError,
  generic,
  invalidValue,
  missingField,
  missingOneOf,
  multipleOneOf,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { disallowedIn } from '#simulator/knative/admission/validation/field-mask.ts';

const PROJECTIONS = ['secret', 'configMap', 'serviceAccountToken', 'downwardAPI'];
const PULL_POLICIES = ['', 'Always', 'IfNotPresent', 'Never'];

/**
 * validateVolumeSource checks the source of one kind of volume (`k8s_validation.go` v1.23). Paths start as they do upstream: `items`
 * without the kind.
 */
export function validateVolumeSource(kind: string, source: unknown): FieldError[] {
  if (!isRecord(source)) return [];
  switch (kind) {
    case 'secret':
    case 'configMap':
      return validateItems(source.items);
    case 'projected':
      return list(source.sources).flatMap((item, index) =>
        via(validateProjection(item), 'projected', `[${index}]`),
      );
    case 'emptyDir': {
      const medium = text(source.medium);
      return ['', 'Memory'].includes(medium) ? [] : via([invalidValue(medium, 'medium')], 'emptyDir');
    }
    case 'image':
      return via(validateImage(source), 'image');
    default:
      return [];
  }
}

function validateImage(source: Record<string, unknown>): FieldError[] {
  const policy = text(source.pullPolicy);
  return [
    ...(text(source.reference) === '' ? [missingField('reference')] : []),
    ...(PULL_POLICIES.includes(policy) ? [] : [invalidValue(policy, 'pullPolicy')]),
  ];
}

function validateProjection(projection: Record<string, unknown>): FieldError[] {
  const given = PROJECTIONS.filter((kind) => isRecord(projection[kind]));
  const unknownKinds = Object.keys(projection).filter((kind) => !PROJECTIONS.includes(kind));
  const errors = [...disallowedIn(projection, unknownKinds)];
  for (const kind of given) {
    const source = projection[kind] as Record<string, unknown>;
    errors.push(...via(validateProjectionSource(kind, source), kind));
  }
  if (given.length === 0) errors.push(missingOneOf(...PROJECTIONS));
  return given.length > 1 ? [...errors, multipleOneOf(...given)] : errors;
}

function validateProjectionSource(kind: string, source: Record<string, unknown>): FieldError[] {
  if (kind === 'serviceAccountToken') return text(source.path) === '' ? [missingField('path')] : [];
  if (kind === 'downwardAPI')
    return list(source.items).flatMap((item, index) => via(validateFile(item), 'items', `[${index}]`));
  return [...(text(source.name) === '' ? [missingField('name')] : []), ...validateItems(source.items)];
}

function validateFile(file: Record<string, unknown>): FieldError[] {
  const [field, resource] = [isRecord(file.fieldRef), isRecord(file.resourceFieldRef)];
  return [
    ...(field || resource ? [] : [missingOneOf('fieldRef', 'resourceFieldRef')]),
    ...(field && resource
      ? [generic('Within a single item, cannot set both', 'resourceFieldRef', 'fieldRef')]
      : []),
    ...(text(file.path) === '' ? [missingField('path')] : []),
  ];
}

function validateItems(items: unknown): FieldError[] {
  return list(items).flatMap(({ key, path }, index) => {
    const missing = [text(key) === '' ? 'key' : '', text(path) === '' ? 'path' : ''].filter(Boolean);
    return via(
      missing.map((field) => missingField(field)),
      'items',
      `[${index}]`,
    );
  });
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
