import { cloneJson, equalJson } from '#simulator/api/json.ts';
import { formatTime } from '#simulator/api/object-meta.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { forbidden } from '#simulator/api/status-errors.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** The answer to a dry-run create: an object that was never stored has no version. */
export function withoutVersion(object: StoredObject): StoredObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as StoredObject['metadata'] };
}

/** The old object with the status of the new one. */
export function withStatus(old: StoredObject, object: StoredObject): StoredObject {
  const { status: _old, ...rest } = cloneJson<StoredObject & { status?: unknown }>(old);
  return { ...rest, ...(object['status'] === undefined ? {} : { status: object['status'] }) };
}

/** The new object with all that the server keeps of the old one. */
export function withoutStatus(
  definition: ResourceDefinition,
  old: StoredObject,
  object: StoredObject,
): StoredObject {
  const { uid, resourceVersion, creationTimestamp, deletionTimestamp, generation, namespace } = old.metadata;
  const kept = { uid, resourceVersion, creationTimestamp, deletionTimestamp, generation, namespace };
  const { generateName } = old.metadata;
  const grace = (old.metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds;
  const metadata = cloneJson({
    ...object.metadata,
    ...kept,
    ...(generateName === undefined ? {} : { generateName }),
    deletionGracePeriodSeconds: grace,
  });
  const { status, ...rest } = object as StoredObject & { status?: unknown };
  const next = { ...rest, metadata } as StoredObject;
  const wanted = definition.hasStatus ? cloneJson(old['status']) : status;
  if (wanted !== undefined) next['status'] = wanted;
  return next;
}

/** Throws Forbidden when a write adds a finalizer to an object that is being deleted. */
export function checkFinalizers(definition: ResourceDefinition, old: StoredObject, next: StoredObject): void {
  if (old.metadata.deletionTimestamp === undefined) return;
  const before = new Set(old.metadata.finalizers);
  const added = (next.metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  if (added.length === 0) return;
  throw forbidden(
    definition,
    old.metadata.name,
    `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
  );
}

/** Whether a write changes nothing but what the server itself keeps. */
export function sameContent(old: StoredObject, next: StoredObject): boolean {
  return equalJson(comparable(old), comparable(next));
}

/** When a manager last wrote is no content; what it manages is. */
function comparable(object: StoredObject): unknown {
  const { resourceVersion: _v, managedFields = [], generation: _g, ...metadata } = object.metadata;
  const managers = managedFields.map(({ time: _time, ...entry }) => entry);
  return { ...object, metadata: { ...metadata, managers } };
}

/** Whether anything outside metadata and status differs. */
export function specChanged(old: StoredObject, next: StoredObject): boolean {
  const { metadata: _om, status: _os, ...oldSpec } = old as StoredObject & { status?: unknown };
  const { metadata: _nm, status: _ns, ...nextSpec } = next as StoredObject & { status?: unknown };
  return !equalJson(oldSpec, nextSpec);
}

/** Whether no finalizer keeps an object. */
export function isUnheld(object: StoredObject): boolean {
  return (object.metadata.finalizers?.length ?? 0) === 0;
}

/** Whether a write has taken the last finalizer off an object that is being deleted. */
export function isFinished(next: StoredObject): boolean {
  const { deletionTimestamp } = next.metadata;
  const grace = (next.metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds ?? 0;
  return deletionTimestamp !== undefined && isUnheld(next) && grace === 0 && next.kind !== 'Namespace';
}

/** How long a pod is Terminating: undefined when it goes at once, as a pod without a node does, and any other object. */
export function podGraceMs(
  definition: ResourceDefinition,
  object: StoredObject,
  gracePeriodSeconds = 0,
): number | undefined {
  if (definition.group !== '' || definition.resource !== 'pods') return undefined;
  const spec = object['spec'] as { nodeName?: string } | undefined;
  return gracePeriodSeconds > 0 && spec?.nodeName !== undefined ? gracePeriodSeconds * 1000 : undefined;
}

/** The object as it stands while finalizers, its grace period or its contents keep it. */
export function markedForDeletion(
  definition: ResourceDefinition,
  old: StoredObject,
  finalizers: string[],
  now: number,
  graceMs: number,
): StoredObject {
  const marked: StoredObject = { ...old, metadata: { ...old.metadata } };
  const { metadata } = marked;
  if (metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = formatTime(now + graceMs);
    Object.assign(metadata, { deletionGracePeriodSeconds: Math.round(graceMs / 1000) });
    if (metadata.generation !== undefined) metadata.generation += 1;
  }
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  if (definition.resource === 'namespaces') marked['status'] = { phase: 'Terminating' };
  return marked;
}
