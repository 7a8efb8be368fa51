import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import {
  badRequest,
  invalid,
  invalidValue,
  notFound,
  unsupported,
} from '#simulator/apimachinery/status-errors.ts';
import { parseBody } from '#simulator/http/http-io.ts';
import { encodeList } from '#simulator/requests/list.ts';
import { type Answer, target, type WriteRequest, writeOptions } from '#simulator/requests/write-options.ts';
import { isSelected, selectionOf } from '#simulator/selectors/selection.ts';
import type { DeleteOptions } from '#simulator/store/object-delete.ts';

const DEFAULT_POD_GRACE_SECONDS = 30;

/** deleteOptions reads metav1.DeleteOptions from the body and the query; the query wins. */
function deleteOptions(write: WriteRequest, object: StoredObject): DeleteOptions {
  const parsed = parseBody(write.body, write.contentType) ?? {};
  if (!isJsonObject(parsed)) throw badRequest('DeleteOptions is not a JSON object');
  const { query } = write.request;
  const propagation = propagationOf(query.get('propagationPolicy') ?? parsed['propagationPolicy'], parsed);
  const preconditions = isJsonObject(parsed['preconditions']) ? parsed['preconditions'] : {};
  const { uid, resourceVersion } = preconditions;
  const requestedGrace = query.get('gracePeriodSeconds') ?? parsed['gracePeriodSeconds'];
  const own = isJsonObject(object['spec']) ? object['spec']['terminationGracePeriodSeconds'] : undefined;
  const dryRun = Array.isArray(parsed['dryRun']) && parsed['dryRun'].includes('All');
  const options = writeOptions(write, 'DeleteOptions');
  return {
    ...options,
    dryRun: options.dryRun === true || dryRun,
    ...(propagation === undefined ? {} : { propagation }),
    gracePeriodSeconds: Number(requestedGrace ?? own ?? DEFAULT_POD_GRACE_SECONDS),
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;

/**
 * propagationOf returns the requested policy, if any; `orphanDependents` is its older form. Throws Invalid for an unknown policy, or for
 * both.
 */
function propagationOf(requested: unknown, { orphanDependents }: JsonObject): DeleteOptions['propagation'] {
  const options = { group: 'meta.k8s.io', kind: 'DeleteOptions' };
  if (requested === undefined || requested === null) {
    if (typeof orphanDependents !== 'boolean') return undefined;
    return orphanDependents ? 'Orphan' : 'Background';
  }
  const policy = POLICIES.find((candidate) => candidate === requested);
  if (policy === undefined) {
    throw invalid(options, '', [unsupported('propagationPolicy', requested, [...POLICIES, 'nil'])]);
  }
  if (typeof orphanDependents === 'boolean') {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    throw invalid(options, '', [invalidValue('propagationPolicy', policy, why)]);
  }
  return policy;
}

/** Core kinds whose delete returns the object (`ReturnDeletedObject` in kubernetes v1.35 `pkg/registry/core`). */
const RETURNED = new Set(['namespaces', 'pods', 'resourcequotas', 'serviceaccounts', 'services']);

/** deleteObject responds with a Status when the object is gone, and with the object when it is only marked. */
export function deleteObject(write: WriteRequest): Answer {
  const { store, definition, request } = write;
  const old = target(write);
  if (old === undefined) throw notFound(definition, request.name);
  const options = deleteOptions(write, old);
  const namespace = definition.namespaced ? request.namespace : undefined;
  const deleted = store.delete(definition, namespace, request.name, options);
  const isReturned = definition.group === '' && RETURNED.has(definition.resource);
  if (isReturned || deleted.metadata.deletionTimestamp !== undefined) return { code: 200, object: deleted };
  return {
    code: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: request.name,
        ...(definition.group === '' ? {} : { group: definition.group }),
        kind: definition.resource,
        uid: deleted.metadata.uid,
      },
    },
  };
}

/** deleteCollection deletes what a list with the same selectors returns, and responds with that list. */
export function deleteCollection(write: WriteRequest): Answer {
  const { store, definition, request } = write;
  const selection = selectionOf(definition, request);
  const objects = store
    .list(definition, selection.namespace)
    .filter((object) => isSelected(selection, object));
  for (const object of objects) {
    const { namespace, name, uid } = object.metadata;
    store.delete(definition, namespace, name, { ...deleteOptions(write, object), uid });
  }
  const metadata = { resourceVersion: store.resourceVersion };
  const body = encodeList(definition, objects, metadata, 'object', 'Metadata', store.clock.now());
  return { code: 200, body };
}
