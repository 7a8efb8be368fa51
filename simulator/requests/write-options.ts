import type { StoredObject, User, WriteOptions } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { badRequest, type Cause, invalid, unsupported } from '#simulator/apimachinery/status-errors.ts';
import type { ResourceRequest } from '#simulator/http/request-info.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** An incoming write. */
export interface WriteRequest {
  store: ClusterStore;
  definition: ResourceDefinition;
  request: ResourceRequest;
  user: User;
  userAgent: string;
  contentType: string;
  body: Buffer;
  /** Receives the warnings of admission and decoding, which do not fail the write. */
  warn: (text: string) => void;
}

/** The response to a write. */
export interface Answer {
  code: number;
  /** An object of the kind, to be encoded as the client asked; otherwise `body` is sent as is. */
  object?: StoredObject;
  body?: unknown;
}

/** The options type that a request's parameters are parsed as (metav1). */
export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

const DRY_RUN = ['All'];
const FIELD_VALIDATION = ['', 'Ignore', 'Strict', 'Warn'];

/**
 * writeOptions returns the write's user, field manager and dry-run option. Throws Invalid for unknown options (apimachinery v0.35
 * `pkg/apis/meta/v1/validation`).
 */
export function writeOptions(
  { request, user, userAgent, warn }: WriteRequest,
  kind: OptionsKind,
  more: readonly Cause[] = [],
): WriteOptions {
  const { query } = request;
  const fieldManager = query.get('fieldManager') ?? '';
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const causes = [...more];
  if (fieldManager.length > 128) {
    const message = 'Too long: may not be more than 128 bytes';
    causes.push({ reason: 'FieldValueTooLong', message, field: 'fieldManager' });
  }
  if (dryRun.some((value) => !DRY_RUN.includes(value))) {
    causes.push(unsupported('dryRun', dryRun, DRY_RUN));
  }
  const fieldValidation = query.get('fieldValidation') ?? '';
  if (kind !== 'DeleteOptions' && !FIELD_VALIDATION.includes(fieldValidation)) {
    causes.push(unsupported('fieldValidation', fieldValidation, FIELD_VALIDATION));
  }
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', causes);
  const manager = fieldManager || (userAgent.split('/')[0] ?? '') || 'unknown';
  return { user, fieldManager: manager, dryRun: dryRun.length > 0, warn };
}

/** target returns the object that a request names; undefined when it does not exist. */
export function target({ store, definition, request }: WriteRequest): StoredObject | undefined {
  return store.get(definition, definition.namespaced ? request.namespace : undefined, request.name);
}

/** checkName throws BadRequest unless the name in the body matches the URL (apiserver v0.35 `pkg/endpoints/handlers/rest.go`). */
export function checkName(found: string, nameInUrl: string): void {
  if (found === nameInUrl) return;
  throw badRequest(
    found === ''
      ? `the name of the object (${nameInUrl} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${found}) does not match the name on the URL (${nameInUrl})`,
  );
}
