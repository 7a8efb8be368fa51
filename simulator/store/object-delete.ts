import type { Store, StoredObject } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { conflict, uidPrecondition } from '#simulator/apimachinery/status-errors.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { sameContent } from '#simulator/store/object-write.ts';

/** How an object is deleted; see Store.delete. */
export type DeleteOptions = Parameters<Store['delete']>[3];

/** Finalizers that make the garbage collector act before the object goes (metav1 FinalizerOrphanDependents, FinalizerDeleteDependents). */
export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** What a deletion does: removes the object, does nothing, or keeps it for now, marked as being deleted. */
export type Deletion =
  | { does: 'remove' }
  | { does: 'nothing' }
  | { does: 'mark'; object: StoredObject /** Of a pod that ends gracefully. */; graceMs: number | undefined };

/**
 * checkPreconditions throws Conflict when the object does not match the uid or resourceVersion to delete (apiserver v0.35
 * `pkg/registry/rest/delete.go`).
 */
export function checkPreconditions(
  definition: ResourceDefinition,
  { metadata: { name, uid, resourceVersion } }: StoredObject,
  preconditions: DeleteOptions,
): void {
  // Namespaces have their own storage upstream, with its own error text.
  const type = {
    group: definition.group,
    resource: isNamespace(definition) ? 'namespaces' : definition.kind,
  };
  if (preconditions.uid !== undefined && preconditions.uid !== uid) {
    if (isNamespace(definition)) throw uidPrecondition(type, name, preconditions.uid, uid);
    const why = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(type, name, why);
  }
  if (preconditions.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    const why = isNamespace(definition)
      ? `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`
      : `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(type, name, why);
  }
}

/** planDeletion decides what a deletion does right now (apiserver v0.35 `pkg/registry/generic/registry/store.go` Delete). */
export function planDeletion(
  definition: ResourceDefinition,
  old: StoredObject,
  options: DeleteOptions,
  now: number,
): Deletion {
  const finalizers = deletionFinalizers(old.metadata.finalizers ?? [], options.propagation);
  const isTerminating = old.metadata.deletionTimestamp !== undefined;
  if (isNamespace(definition)) {
    if (isTerminating && specFinalizers(old).length > 0) return { does: 'nothing' };
    if (!isTerminating)
      return { does: 'mark', object: terminating(old, finalizers, now), graceMs: undefined };
  }
  const graceMs = podGraceMs(definition, old, options.gracePeriodSeconds);
  if (isTerminating && graceMs !== undefined && graceMs >= graceSeconds(old) * 1000)
    return { does: 'nothing' };
  if (finalizers.length === 0 && graceMs === undefined) return { does: 'remove' };
  const object = marked(old, finalizers, now, graceMs ?? 0);
  return sameContent(old, object) ? { does: 'nothing' } : { does: 'mark', object, graceMs };
}

/**
 * deletionFinalizers returns the finalizers that a deletion with this policy sets; without a policy, the object's own finalizers decide.
 */
function deletionFinalizers(
  finalizers: readonly string[],
  propagation: DeleteOptions['propagation'],
): readonly string[] {
  if (propagation === undefined) return finalizers;
  const kept = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (propagation === 'Orphan') return [...kept, ORPHAN];
  return propagation === 'Foreground' ? [...kept, FOREGROUND] : kept;
}

/** isUnheld reports whether no finalizer keeps an object. */
export function isUnheld(object: StoredObject): boolean {
  return (object.metadata.finalizers?.length ?? 0) === 0;
}

/** isFinished reports whether a write removed the last thing that kept an object that is being deleted. */
export function isFinished(definition: ResourceDefinition, next: StoredObject): boolean {
  if (next.metadata.deletionTimestamp === undefined || !isUnheld(next)) return false;
  return isNamespace(definition) ? specFinalizers(next).length === 0 : graceSeconds(next) === 0;
}

/** specFinalizers returns the finalizers in a namespace's spec. */
export function specFinalizers(namespace: StoredObject): readonly unknown[] {
  const spec = namespace['spec'] as { finalizers?: unknown } | undefined;
  return Array.isArray(spec?.finalizers) ? spec.finalizers : [];
}

function graceSeconds({ metadata }: StoredObject): number {
  return (metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds ?? 0;
}

const isNamespace = ({ group, resource }: ResourceDefinition): boolean =>
  group === '' && resource === 'namespaces';

/** podGraceMs returns how long a pod stays Terminating; undefined for a pod without a node and for any other kind, which go immediately. */
function podGraceMs(
  definition: ResourceDefinition,
  object: StoredObject,
  gracePeriodSeconds = 0,
): number | undefined {
  if (definition.group !== '' || definition.resource !== 'pods') return undefined;
  const spec = object['spec'] as { nodeName?: string } | undefined;
  return gracePeriodSeconds > 0 && spec?.nodeName !== undefined ? gracePeriodSeconds * 1000 : undefined;
}

/** marked returns the object while finalizers or its grace period keep it. */
function marked(
  old: StoredObject,
  finalizers: readonly string[],
  now: number,
  graceMs: number,
): StoredObject {
  const { deletionTimestamp, generation } = old.metadata;
  const isFirst = deletionTimestamp === undefined;
  const start = isFirst ? now : Date.parse(deletionTimestamp) - graceSeconds(old) * 1000;
  const metadata = {
    ...old.metadata,
    deletionTimestamp: formatTime(Math.max(start + graceMs, isFirst ? start : 0)),
    deletionGracePeriodSeconds: Math.round(graceMs / 1000),
    ...(isFirst && generation !== undefined ? { generation: generation + 1 } : {}),
  };
  return { ...old, metadata: withFinalizers(metadata, finalizers) };
}

/** terminating returns a namespace that is being deleted, while its contents and finalizers keep it. */
function terminating(old: StoredObject, finalizers: readonly string[], now: number): StoredObject {
  const metadata = { ...old.metadata, deletionTimestamp: formatTime(now) };
  const status = { ...(old['status'] as object | undefined), phase: 'Terminating' };
  return { ...old, metadata: withFinalizers(metadata, finalizers), status };
}

function withFinalizers(
  { finalizers: _old, ...metadata }: StoredObject['metadata'],
  finalizers: readonly string[],
): StoredObject['metadata'] {
  return finalizers.length === 0 ? metadata : { ...metadata, finalizers: [...finalizers] };
}
