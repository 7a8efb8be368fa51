import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { ResourceRequest } from '#simulator/api/request-info.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { badRequest, type Cause, invalid, unsupported } from '#simulator/api/status-errors.ts';
import type { StoredObject, User, WriteOptions } from '#simulator/contract.ts';

/** A write as it came in. */
export interface WriteRequest {
  store: ClusterStore;
  definition: ResourceDefinition;
  request: ResourceRequest;
  user: User;
  userAgent: string;
  contentType: string;
  body: Buffer;
  /** Is told what does not stop the write: what admission and decoding warn of. */
  warn: (text: string) => void;
}

/** What a write is answered with. */
export interface Answer {
  code: number;
  /** An object of the kind, to be shaped as the client asked; else the body as it stands. */
  object?: StoredObject;
  body?: unknown;
}

/** Which options a request's parameters are read into (metav1). */
export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

const DRY_RUN = ['All'];
const FIELD_VALIDATION = ['', 'Ignore', 'Strict', 'Warn'];

/**
 * writeOptions says who the write is by, and whether it is a dry run. Throws Invalid for options that do not exist (apimachinery v0.35
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

/** The object that a request names, if it is there. */
export function target({ store, definition, request }: WriteRequest): StoredObject | undefined {
  return store.get(definition, definition.namespaced ? request.namespace : undefined, request.name);
}

/** checkName throws BadRequest unless a body names the object that the URL does (apiserver v0.35 `pkg/endpoints/handlers/rest.go`). */
export function checkName(found: string, wanted: string): void {
  if (found === wanted) return;
  throw badRequest(
    found === ''
      ? `the name of the object (${wanted} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${found}) does not match the name on the URL (${wanted})`,
  );
}
