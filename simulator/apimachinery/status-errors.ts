import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { StatusError } from '#simulator/apimachinery/contract.ts';

// Messages are from k8s.io/apimachinery v0.34 pkg/api/errors/errors.go and from the places named below.

type Named = Pick<ResourceType, 'group' | 'resource'>;

function details(type: Named, name: string, extra?: Record<string, unknown>): Record<string, unknown> {
  return {
    ...(name === '' ? {} : { name }),
    ...(type.group === '' ? {} : { group: type.group }),
    kind: type.resource,
    ...extra,
  };
}

/** A cause of an Invalid error (metav1.StatusCause). */
export interface Cause {
  reason: string;
  message: string;
  field: string;
}

export function notFound(type: Named, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${resourceId(type)} "${name}" not found`, details(type, name));
}

/** unknownResource is the error for a path that names no resource. */
export function unknownResource(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(type: Named, name: string): StatusError {
  return new StatusError(
    409,
    'AlreadyExists',
    `${resourceId(type)} "${name}" already exists`,
    details(type, name),
  );
}

export function conflict(type: Named, name: string, why: string): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceId(type)} "${name}": ${why}`,
    details(type, name),
  );
}

/** apiserver `pkg/registry/generic/registry/store.go` OptimisticLockErrorMsg. */
export function staleObject(type: Named, name: string): StatusError {
  return conflict(
    type,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function uidPrecondition(type: Named, name: string, expectedUid: string, found: string): StatusError {
  return conflict(
    type,
    name,
    `Precondition failed: UID in precondition: ${expectedUid}, UID in object meta: ${found}`,
  );
}

export function forbidden(type: Named, name: string, why: string, causes?: readonly Cause[]): StatusError {
  const subject = name === '' ? resourceId(type) : `${resourceId(type)} "${name}"`;
  const more = causes === undefined ? {} : { causes };
  return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${why}`, details(type, name, more));
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** invalid is NewInvalid: a single cause reads `Kind.group "name" is invalid: field: message`; several are in brackets. */
export function invalid(
  type: Pick<ResourceType, 'group' | 'kind'>,
  name: string,
  causes: readonly Cause[],
): StatusError {
  const lines = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  return new StatusError(422, 'Invalid', `${kind} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(type.group === '' ? {} : { group: type.group }),
    ...(type.kind === '' ? {} : { kind: type.kind }),
    causes,
  });
}

/** `field.Invalid` as a cause; the value is printed as JSON. */
export function invalidValue(field: string, value: unknown, detail: string): Cause {
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: ${detail}`,
    field,
  };
}

/** `field.NotSupported` as a cause. */
export function unsupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const values = supported.map((supportedValue) => JSON.stringify(supportedValue));
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${values.join(', ')}`,
    field,
  };
}

/** `field.Required` as a cause. */
export function required(field: string): Cause {
  return { reason: 'FieldValueRequired', message: 'Required value', field };
}

/** `field.Duplicate` as a cause; the value is printed as JSON. */
export function duplicateValue(field: string, value: unknown): Cause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`, field };
}

/** `field.Forbidden` as a cause. */
export function forbiddenValue(field: string, detail: string): Cause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field };
}

/** The error for a resourceVersion or continue token from before the last compaction. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

/** The error for a resourceVersion that this server has not reached yet (apiserver `pkg/storage/errors.go`). */
export function tooLargeVersion(requested: number, current: number): StatusError {
  return new StatusError(504, 'Timeout', `Too large resource version: ${requested}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
