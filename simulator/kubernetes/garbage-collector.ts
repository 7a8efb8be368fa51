import type { OwnerReference } from '#lib/kubernetes/object.ts';
import { apiVersionOf, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Store, StoredObject, StoreEvent, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { ALL_TYPES, type Controller, nameOf, type WorkItem } from '#simulator/controllers/controller.ts';
import { type DeleteOptions, FOREGROUND, ORPHAN } from '#simulator/store/object-delete.ts';

/** Delay between a change and the collector's reaction. */
const DELAY_MS = 50;
/** Grace period the controller manager uses when it deletes a pod: the Kubernetes default. */
const POD_GRACE_SECONDS = 30;

const COLLECTOR: WriteOptions = {
  user: {
    name: 'system:serviceaccount:kube-system:generic-garbage-collector',
    groups: ['system:serviceaccounts', 'system:authenticated'],
  },
  fieldManager: 'kube-controller-manager',
};

/** An object and its type, as the store returns them by uid. */
interface Entry {
  type: ResourceType;
  object: StoredObject;
}

/**
 * Deletes objects that have lost their owners, and finishes foreground and orphan deletions (kubernetes v1.35
 * `pkg/controller/garbagecollector`).
 */
export const garbageCollector: Controller = {
  name: 'garbage collector',
  type: ALL_TYPES,
  latencyMs: DELAY_MS,
  watches: [
    {
      type: ALL_TYPES,
      concerns(object, { store }, event) {
        if (object !== event.object) return [];
        return event.type === 'DELETED' ? afterRemoval(store, object) : afterWrite(store, event);
      },
    },
  ],
  reconcile({ store }, object, type) {
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    const entry = { type, object };
    if (deletionTimestamp === undefined) collect(store, entry);
    else if (finalizers.includes(ORPHAN)) orphanDependents(store, entry);
    else if (finalizers.includes(FOREGROUND)) finishForeground(store, entry);
    return undefined;
  },
};

const workOf = ({ type, object }: Entry): WorkItem => ({ type, ...nameOf(object) });

/** afterRemoval queues the dependents of a removed object, and the owners that wait for it to go. */
function afterRemoval(store: Store, removed: StoredObject): WorkItem[] {
  const { uid, ownerReferences = [] } = removed.metadata;
  return [...store.ownedBy(uid).map(workOf), ...waitingOwners(store, ownerReferences)];
}

function afterWrite(store: Store, { object, old, resource }: StoreEvent): WorkItem[] {
  const { uid, ownerReferences = [] } = object.metadata;
  const before = old?.metadata.ownerReferences ?? [];
  // Newly added owners may already be gone.
  const hasNewOwner = ownerReferences.some((owner) => !before.some((known) => known.uid === owner.uid));
  const lost = before.filter((owner) => !ownerReferences.some((kept) => kept.uid === owner.uid));
  const starts = isDeletingDependents(object) && !isDeletingDependents(old);
  const self = { type: resource, object };
  return [
    ...(starts ? store.ownedBy(uid).map(workOf) : []),
    ...(starts || hasNewOwner ? [workOf(self)] : []),
    ...waitingOwners(store, lost),
  ];
}

function waitingOwners(store: Store, owners: readonly OwnerReference[]): WorkItem[] {
  return owners.flatMap(({ uid }) => {
    const owner = store.byUid(uid);
    return owner !== undefined && isWaiting(owner.object) ? [workOf(owner)] : [];
  });
}

/** Whether an object is being deleted with a policy that handles its dependents first. */
function isDeletingDependents(object: StoredObject | undefined): boolean {
  const { deletionTimestamp, finalizers = [] } = object?.metadata ?? {};
  return deletionTimestamp !== undefined && (finalizers.includes(ORPHAN) || finalizers.includes(FOREGROUND));
}

/** collect deletes an object that no owner keeps alive (`garbagecollector.go` attemptToDeleteItem). */
function collect(store: Store, { type, object }: Entry): void {
  const { uid, ownerReferences: owners = [] } = object.metadata;
  if (owners.length === 0) return;
  // An owner of an unknown kind cannot be called gone (`garbagecollector.go` isDangling).
  if (!owners.every((owner) => isKnown(store, owner, object))) return;
  // An owner that is gone, or that waits for this object to go, does not keep it. Any other owner does.
  const solid = owners.filter((owner) => isSolid(ownerOf(store, object, owner)));
  if (solid.length === owners.length) return;
  if (solid.length > 0) {
    setOwners(store, { type, object }, solid);
    return;
  }
  const isAwaited = owners.some((owner) => isWaiting(ownerOf(store, object, owner)));
  const propagation = isAwaited && store.ownedBy(uid).length > 0 ? 'Foreground' : ownPolicy(object);
  const options = { ...COLLECTOR, uid, gracePeriodSeconds: POD_GRACE_SECONDS };
  store.delete(type, object.metadata.namespace, object.metadata.name, {
    ...options,
    ...(propagation === undefined ? {} : { propagation }),
  });
}

/** Whether the owner's kind is served and its scope is valid for this object. */
function isKnown(store: Store, { apiVersion, kind }: OwnerReference, object: StoredObject): boolean {
  const type = store.types.find(
    (candidate) => candidate.kind === kind && apiVersionOf(candidate) === apiVersion,
  );
  return type !== undefined && (!type.namespaced || object.metadata.namespace !== undefined);
}

/** ownerOf returns the owner a reference points to; name and kind must match the uid. */
function ownerOf(
  store: Store,
  object: StoredObject,
  { apiVersion, kind, name, uid }: OwnerReference,
): StoredObject | undefined {
  const entry = store.byUid(uid);
  if (entry === undefined || entry.object.metadata.name !== name) return undefined;
  const { type } = entry;
  if (type.kind !== kind || apiVersionOf(type) !== apiVersion) return undefined;
  const isNear = !type.namespaced || entry.object.metadata.namespace === object.metadata.namespace;
  return isNear ? entry.object : undefined;
}

/** finishForeground removes an owner's finalizer once no dependent blocks its deletion. */
function finishForeground(store: Store, owner: Entry): void {
  const { uid } = owner.object.metadata;
  const isBlocked = store
    .ownedBy(uid)
    .some(({ object }) =>
      object.metadata.ownerReferences?.some(
        (reference) => reference.uid === uid && reference.blockOwnerDeletion === true,
      ),
    );
  if (!isBlocked) dropFinalizer(store, owner, FOREGROUND);
}

/** orphanDependents removes the owner reference from its dependents; Knative's admission rejects that for a Service's dependents. */
function orphanDependents(store: Store, owner: Entry): void {
  const { uid } = owner.object.metadata;
  for (const dependent of store.ownedBy(uid)) {
    const otherOwners = (dependent.object.metadata.ownerReferences ?? []).filter(
      (other) => other.uid !== uid,
    );
    setOwners(store, dependent, otherOwners);
  }
  dropFinalizer(store, owner, ORPHAN);
}

function setOwners(store: Store, { type, object }: Entry, ownerReferences: OwnerReference[]): void {
  store.update(type, { ...object, metadata: { ...object.metadata, ownerReferences } }, COLLECTOR);
}

function dropFinalizer(store: Store, { type, object }: Entry, finalizer: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((other) => other !== finalizer);
  store.update(type, { ...object, metadata: { ...object.metadata, finalizers } }, COLLECTOR);
}

/** Whether an object waits for its dependents to go. */
function isWaiting(object: StoredObject | undefined): boolean {
  const { deletionTimestamp, finalizers } = object?.metadata ?? {};
  return deletionTimestamp !== undefined && finalizers?.includes(FOREGROUND) === true;
}

/** Whether an owner exists and does not wait for its dependents. */
const isSolid = (owner: StoredObject | undefined): boolean => owner !== undefined && !isWaiting(owner);

/** ownPolicy returns the policy that an object's finalizers ask for; Background by default (`garbagecollector.go` attemptToDeleteItem). */
function ownPolicy({ metadata: { finalizers = [] } }: StoredObject): DeleteOptions['propagation'] {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
