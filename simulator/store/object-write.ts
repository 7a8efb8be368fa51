import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { cloneJson, equalJson, isJsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';

/** withoutVersion returns the response to a dry-run create: an object that was never stored has no resourceVersion. */
export function withoutVersion(object: StoredObject): StoredObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as StoredObject['metadata'] };
}

/** withStatus returns the old object with the new one's status. */
export function withStatus(old: StoredObject, object: StoredObject): StoredObject {
  const { status: _old, ...rest } = cloneJson<StoredObject & { status?: unknown }>(old);
  return { ...rest, ...(object['status'] === undefined ? {} : { status: object['status'] }) };
}

/** withoutStatus returns the new object with everything that the server keeps from the old one. */
export function withoutStatus(
  definition: ResourceDefinition,
  old: StoredObject,
  object: StoredObject,
): StoredObject {
  const { uid, resourceVersion, creationTimestamp, deletionTimestamp, generation, namespace } = old.metadata;
  const kept = { uid, resourceVersion, creationTimestamp, deletionTimestamp, generation, namespace };
  const grace = (old.metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds;
  const metadata = cloneJson({
    ...object.metadata,
    ...kept,
    deletionGracePeriodSeconds: grace,
  });
  const { status, ...rest } = object as StoredObject & { status?: unknown };
  const next = { ...rest, metadata } as StoredObject;
  const nextStatus = definition.hasStatus ? cloneJson(old['status']) : status;
  if (nextStatus !== undefined) next['status'] = nextStatus;
  return next;
}

/** sameContent reports whether a write changes nothing apart from what the server itself maintains. */
export function sameContent(old: StoredObject, next: StoredObject): boolean {
  return equalJson(comparable(old), comparable(next));
}

/** comparable ignores when each manager last wrote, and therefore their order; the fields that each one manages count. */
function comparable(object: StoredObject): unknown {
  const { resourceVersion: _v, managedFields = [], generation: _g, ...metadata } = object.metadata;
  const managers = Object.fromEntries(
    managedFields.map(({ time: _time, ...entry }) => {
      const { manager, operation, apiVersion, subresource = '' } = entry;
      return [[manager, operation, apiVersion, subresource].join('\0'), entry];
    }),
  );
  return { ...object, metadata: { ...metadata, managers } };
}

/** specChanged reports whether anything outside metadata and status differs; assigning a node to a pod does not count. */
export function specChanged(old: StoredObject, next: StoredObject): boolean {
  if (next.kind === 'Pod') return !equalJson(withNodeOf(old, next), next['spec']);
  const { metadata: _om, status: _os, ...oldSpec } = old as StoredObject & { status?: unknown };
  const { metadata: _nm, status: _ns, ...nextSpec } = next as StoredObject & { status?: unknown };
  return !equalJson(oldSpec, nextSpec);
}

function withNodeOf(old: StoredObject, next: StoredObject): unknown {
  const [before, after] = [old['spec'], next['spec']];
  if (!isJsonObject(before) || !isJsonObject(after) || before['nodeName'] !== undefined) return before;
  return after['nodeName'] === undefined ? before : { ...before, nodeName: after['nodeName'] };
}
