import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { badRequest, invalid, invalidValue, notFound } from '#simulator/apimachinery/status-errors.ts';
import { parseBody } from '#simulator/http/http-io.ts';
import { nameInBody } from '#simulator/http/request-info.ts';
import { applyJsonPatch } from '#simulator/patch/json-patch.ts';
import { applyMergePatch } from '#simulator/patch/merge-patch.ts';
import {
  type Answer,
  checkName,
  target,
  type WriteRequest,
  writeOptions,
} from '#simulator/requests/write-options.ts';

/** scaleOf returns an object's `scale` subresource (autoscaling/v1 Scale). */
export function scaleOf(object: StoredObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = isJsonObject(object['spec']) ? object['spec'] : {};
  const status = isJsonObject(object['status']) ? object['status'] : {};
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec['replicas'] ?? 0 },
    status: { replicas: status['replicas'] ?? 0, selector: selectorText(spec['selector']) },
  };
}

/** writeScale replaces or patches the `scale` subresource; it changes only the object's `spec.replicas`. */
export function writeScale(write: WriteRequest): Answer {
  const { definition, request, contentType, body, store } = write;
  const object = target(write);
  if (object === undefined) throw notFound(definition, request.name);
  const options = writeOptions(write, request.verb === 'patch' ? 'PatchOptions' : 'UpdateOptions');
  const given = parseBody(body, contentType);
  const scale = request.verb === 'patch' ? patched(scaleOf(object), given, contentType) : given;
  if (!isJsonObject(scale) || scale['kind'] !== 'Scale') {
    throw badRequest('the object provided is unrecognized (must be of type Scale)');
  }
  checkName(nameInBody(scale), request.name);
  const replicas = isJsonObject(scale['spec']) ? (scale['spec']['replicas'] ?? 0) : 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    const why = 'must be greater than or equal to 0';
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, request.name, [
      invalidValue('spec.replicas', replicas, why),
    ]);
  }
  const { resourceVersion } = isJsonObject(scale['metadata']) ? scale['metadata'] : {};
  const next = {
    ...object,
    metadata: {
      ...object.metadata,
      resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
    },
    spec: { ...(object['spec'] as JsonObject | undefined), replicas },
  };
  return { code: 200, body: scaleOf(store.update(definition, next, options)) };
}

function patched(scale: JsonObject, patch: unknown, contentType: string): unknown {
  return contentType.startsWith('application/json-patch+json')
    ? applyJsonPatch(scale, patch)
    : applyMergePatch(scale, patch);
}

/** selectorText formats a label selector as a string; a ReplicationController's selector is already a map. */
function selectorText(selector: unknown): string {
  const labels = isJsonObject(selector) ? (selector['matchLabels'] ?? selector) : {};
  return isJsonObject(labels)
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .sort()
        .join(',')
    : '';
}
