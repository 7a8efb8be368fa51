import { apiVersionOf, resourceId } from '#lib/kubernetes/resource.ts';
import { parseBody } from '#simulator/api/http-io.ts';
import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import { applyJsonPatch } from '#simulator/api/json-patch.ts';
import { applyMergePatch } from '#simulator/api/merge-patch.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import { nameInBody, type ResourceRequest } from '#simulator/api/request-info.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { badRequest, invalid, invalidValue, notFound } from '#simulator/api/status-errors.ts';
import { applyStrategicMergePatch } from '#simulator/api/strategic-merge-patch.ts';
import { StatusError, type StoredObject, type User, type WriteOptions } from '#simulator/contract.ts';

/** A write as it came in. */
export interface WriteRequest {
  store: ClusterStore;
  definition: ResourceDefinition;
  request: ResourceRequest;
  user: User;
  userAgent: string;
  contentType: string;
  body: Buffer;
}

/** What a write is answered with. */
export interface Answer {
  code: number;
  /** An object of the kind, to be shaped as the client asked; else the body as it stands. */
  object?: StoredObject;
  body?: unknown;
}

/** writeOptions says who the write is by, and whether it is a dry run. Throws BadRequest or Invalid for options that do not exist. */
export function writeOptions({ request, user, userAgent }: WriteRequest): WriteOptions {
  const { query } = request;
  for (const dryRun of query.getAll('dryRun')) {
    if (dryRun !== 'All' && dryRun !== '') {
      throw invalid({ group: 'meta.k8s.io', kind: 'WriteOptions' }, '', [
        {
          reason: 'FieldValueNotSupported',
          message: `Unsupported value: ${JSON.stringify([dryRun])}: supported values: "All"`,
          field: 'dryRun',
        },
      ]);
    }
  }
  const fieldManager = query.get('fieldManager') ?? '';
  if (fieldManager.length > 128) {
    throw invalid({ group: 'meta.k8s.io', kind: 'WriteOptions' }, '', [
      {
        reason: 'FieldValueTooLong',
        message: 'Too long: may not be more than 128 bytes',
        field: 'fieldManager',
      },
    ]);
  }
  const manager = fieldManager || (userAgent.split('/')[0] ?? '') || 'unknown';
  return { user, fieldManager: manager, dryRun: query.getAll('dryRun').includes('All') };
}

/** readObject parses a body as an object for this URL: its namespace is filled in, another one is refused. */
function readObject({ definition, request, contentType, body }: WriteRequest): JsonObject {
  const object = parseBody(body, contentType);
  if (!isJsonObject(object)) {
    throw badRequest(`the object provided is unrecognized (must be of type ${definition.kind})`);
  }
  if (object['kind'] === undefined || object['apiVersion'] === undefined) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${definition.kind}): Object 'Kind' or 'apiVersion' is missing`,
    );
  }
  checkKind(definition, object);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const namespace = metadata['namespace'] ?? '';
  if (definition.namespaced && namespace !== '' && namespace !== request.namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  return {
    ...object,
    metadata: { ...metadata, ...(definition.namespaced ? { namespace: request.namespace } : {}) },
  };
}

export function createObject(write: WriteRequest): Answer {
  const { store, definition } = write;
  return { code: 201, object: store.create(definition, readObject(write), writeOptions(write)) };
}

/** updateObject replaces an object or its status. A custom resource wants the resourceVersion that it replaces. */
export function updateObject(write: WriteRequest): Answer {
  const { definition, request } = write;
  const object = readObject(write);
  const { name } = request;
  checkName(nameInBody(object), name);
  const metadata = object['metadata'];
  const version = isJsonObject(metadata) ? (metadata['resourceVersion'] ?? '') : '';
  if (target(write) === undefined) throw notFound(definition, name);
  if (definition.custom && version === '') {
    // The registry puts the resource where the kind belongs: `pkg/registry/generic/registry/store.go`.
    throw invalid({ group: definition.group, kind: definition.resource }, name, [
      {
        ...invalidValue('metadata.resourceVersion', '', ''),
        message: 'Invalid value: 0x0: must be specified for an update',
      },
    ]);
  }
  return { code: 200, object: put(write, object) };
}

/** patchObject applies a patch by its content type. */
export function patchObject(write: WriteRequest): Answer {
  const { definition, request, body } = write;
  const old = target(write);
  const mediaType = (write.contentType.split(';')[0] ?? '').trim();
  const apply = patcher(definition, mediaType);
  if (old === undefined) throw notFound(definition, request.name);
  const patched = apply(old, parseBody(body, mediaType));
  if (!isJsonObject(patched)) throw badRequest('the patch does not leave an object');
  checkName(nameInBody(patched), request.name);
  checkKind(definition, patched);
  return { code: 200, object: put(write, patched) };
}

/** The object that a request names, if it is there. */
export function target({ store, definition, request }: WriteRequest): StoredObject | undefined {
  return store.get(definition, definition.namespaced ? request.namespace : undefined, request.name);
}

function put(write: WriteRequest, object: JsonObject): StoredObject {
  const options = writeOptions(write);
  return write.request.subresource === 'status'
    ? write.store.updateStatus(write.definition, object, options)
    : write.store.update(write.definition, object, options);
}

function checkKind(definition: ResourceDefinition, object: JsonObject): void {
  const wanted = `${apiVersionOf(definition)}, Kind=${definition.kind}`;
  const found = `${textOf(object['apiVersion'])}, Kind=${textOf(object['kind'])}`;
  if (found === wanted) return;
  throw badRequest(
    `the API version in the data (${found}) does not match the expected API version (${wanted})`,
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function checkName(found: string, wanted: string): void {
  if (found === wanted) return;
  throw badRequest(
    found === ''
      ? 'name must be provided'
      : `the name of the object (${found}) does not match the name on the URL (${wanted})`,
  );
}

function patcher(
  definition: ResourceDefinition,
  mediaType: string,
): (object: StoredObject, patch: unknown) => unknown {
  switch (mediaType) {
    case 'application/json-patch+json':
      return applyJsonPatch;
    case 'application/merge-patch+json':
      return applyMergePatch;
    case 'application/strategic-merge-patch+json':
      if (!definition.custom)
        return (object, patch) => applyStrategicMergePatch(definition.kind, object, patch);
      break;
    case 'application/apply-patch+yaml':
      throw new StatusError(
        415,
        'UnsupportedMediaType',
        `server-side apply is not offered by the embedded cluster: use client-side apply, or patch ${resourceId(definition)} with one of ${acceptedPatches(definition)}`,
      );
    default:
  }
  throw new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${acceptedPatches(definition)}`,
  );
}

function acceptedPatches(definition: ResourceDefinition): string {
  const all = ['application/json-patch+json', 'application/merge-patch+json'];
  return [...all, ...(definition.custom ? [] : ['application/strategic-merge-patch+json'])].join(', ');
}
