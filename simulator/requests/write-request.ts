import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import { StatusError, type StoredObject, type WriteOptions } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { createsOnUpdate, type ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import {
  badRequest,
  type Cause,
  invalid,
  invalidValue,
  notFound,
} from '#simulator/apimachinery/status-errors.ts';
import { printGoMap } from '#simulator/go/print-map.ts';
import { parseBody } from '#simulator/http/http-io.ts';
import { nameInBody } from '#simulator/http/request-info.ts';
import { applyJsonPatch } from '#simulator/patch/json-patch.ts';
import { applyMergePatch } from '#simulator/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '#simulator/patch/strategic-merge-patch.ts';
import { APPLY_PATCH, applyObject } from '#simulator/requests/apply-request.ts';
import {
  checkFields,
  checkTypes,
  decoded,
  patchErrors,
  strictErrors,
} from '#simulator/requests/field-validation.ts';
import {
  type Answer,
  checkName,
  target,
  type WriteRequest,
  writeOptions,
} from '#simulator/requests/write-options.ts';

const STRATEGIC = 'application/strategic-merge-patch+json';

/** readObject parses a body as an object for this URL: it defaults the namespace and rejects a different one. */
function readObject(write: WriteRequest): JsonObject {
  const { definition, request, contentType, body } = write;
  const given = parseBody(body, contentType);
  if (!isJsonObject(given)) {
    throw badRequest(`the object provided is unrecognized (must be of type ${definition.kind})`);
  }
  // For built-in kinds the path supplies what the body omits; a custom resource must set apiVersion and kind itself.
  const object = definition.custom
    ? given
    : { apiVersion: apiVersionOf(definition), kind: definition.kind, ...given };
  if (object['kind'] === undefined || object['apiVersion'] === undefined) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${definition.kind}): Object 'Kind' or 'apiVersion' is missing`,
    );
  }
  checkKind(definition, object);
  const { kind, version } = definition;
  const refusal = (why: string): StatusError =>
    badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
  checkTypes(definition, object, refusal);
  checkFields(write, strictErrors(definition, object, body.toString('utf8'), contentType), refusal);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const namespace = metadata['namespace'] ?? '';
  if (definition.namespaced && namespace !== '' && namespace !== request.namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  return {
    ...decoded(definition, object),
    metadata: { ...metadata, ...(definition.namespaced ? { namespace: request.namespace } : {}) },
  };
}

export function createObject(write: WriteRequest): Answer {
  const { store, definition } = write;
  return {
    code: 201,
    object: store.create(definition, readObject(write), writeOptions(write, 'CreateOptions')),
  };
}

/**
 * updateObject replaces an object or its status; for some kinds it creates a missing object. A custom resource requires the current
 * resourceVersion.
 */
export function updateObject(write: WriteRequest): Answer {
  const { definition, request } = write;
  const object = readObject(write);
  const { name } = request;
  checkName(nameInBody(object), name);
  const metadata = object['metadata'];
  const version = isJsonObject(metadata) ? (metadata['resourceVersion'] ?? '') : '';
  if (target(write) === undefined) {
    if (request.subresource !== '' || !createsOnUpdate(definition)) throw notFound(definition, name);
    const options = writeOptions(write, 'UpdateOptions');
    return { code: 201, object: write.store.create(definition, object, options) };
  }
  if (definition.custom && version === '') {
    // The registry puts the resource in place of the kind: `pkg/registry/generic/registry/store.go`.
    throw invalid({ group: definition.group, kind: definition.resource }, name, [
      {
        ...invalidValue('metadata.resourceVersion', '', ''),
        message: 'Invalid value: 0x0: must be specified for an update',
      },
    ]);
  }
  return { code: 200, object: put(write, object, writeOptions(write, 'UpdateOptions')) };
}

/** finalizeNamespace replaces the finalizers in a namespace's spec (`namespaces/<name>/finalize`). */
export function finalizeNamespace(write: WriteRequest): Answer {
  const object = readObject(write);
  const { name } = write.request;
  checkName(nameInBody(object), name);
  const { finalizers } = isJsonObject(object['spec']) ? object['spec'] : {};
  const options = writeOptions(write, 'UpdateOptions');
  return {
    code: 200,
    object: write.store.finalize(name, Array.isArray(finalizers) ? finalizers : [], options),
  };
}

/** patchObject applies a patch according to its content type. */
export function patchObject(write: WriteRequest): Answer {
  const { definition, request, body } = write;
  const old = target(write);
  const mediaType = (write.contentType.split(';')[0] ?? '').trim();
  if (mediaType === APPLY_PATCH) return applyObject(write);
  const apply = patcher(definition, mediaType);
  const options = writeOptions(write, 'PatchOptions', request.query.has('force') ? [FORCE_FORBIDDEN] : []);
  if (old === undefined) throw notFound(definition, request.name);
  const patch = parseBody(body, mediaType);
  const patched = apply(old, patch);
  if (!isJsonObject(patched)) throw badRequest('the patch does not leave an object');
  const inPatch = patchErrors(patch, body.toString('utf8'));
  const refusal = (why: string): StatusError =>
    invalid({ group: '', kind: '' }, '', [
      invalidValue('patch', mediaType === STRATEGIC ? printGoMap(patch) : sortedJson(patched), why),
    ]);
  checkTypes(definition, patched, refusal);
  checkFields(write, [...inPatch, ...strictErrors(definition, patched, '', mediaType)], refusal);
  checkName(nameInBody(patched), request.name);
  checkKind(definition, patched);
  return { code: 200, object: put(write, decoded(definition, patched), options) };
}

/** sortedJson returns JSON as Go writes it: object members sorted by name. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isJsonObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function put(write: WriteRequest, object: JsonObject, options: WriteOptions): StoredObject {
  return write.request.subresource === 'status'
    ? write.store.updateStatus(write.definition, object, options)
    : write.store.update(write.definition, object, options);
}

function checkKind(definition: ResourceDefinition, object: JsonObject): void {
  const expected = `${apiVersionOf(definition)}, Kind=${definition.kind}`;
  const found = `${textOf(object['apiVersion'])}, Kind=${textOf(object['kind'])}`;
  if (found === expected) return;
  throw badRequest(
    `the API version in the data (${found}) does not match the expected API version (${expected})`,
  );
}

const FORCE_FORBIDDEN: Cause = {
  reason: 'FieldValueForbidden',
  message: 'Forbidden: may not be specified for non-apply patch',
  field: 'force',
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function patcher(
  definition: ResourceDefinition,
  mediaType: string,
): (object: StoredObject, patch: unknown) => unknown {
  switch (mediaType) {
    case 'application/json-patch+json':
      return applyJsonPatch;
    case 'application/merge-patch+json':
      return applyMergePatch;
    case STRATEGIC:
      if (!definition.custom)
        return (object, patch) => applyStrategicMergePatch(definition.kind, object, patch);
      break;
    default:
  }
  throw new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${acceptedPatches(definition).join(', ')}`,
  );
}

/** acceptedPatches returns the patch media types that a kind accepts. */
export function acceptedPatches(definition: ResourceDefinition): string[] {
  const jsonPatches = ['application/json-patch+json', 'application/merge-patch+json'];
  const strategic = definition.custom ? [] : [STRATEGIC];
  return [...jsonPatches, ...strategic, APPLY_PATCH];
}
