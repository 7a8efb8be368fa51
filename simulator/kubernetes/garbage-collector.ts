import type { OwnerReference } from '#lib/kubernetes/object.ts';
import { apiVersionOf, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Store, StoredObject, StoreEvent, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { ALL_TYPES, type Controller, nameOf, type WorkItem } from '#simulator/controllers/controller.ts';
import { type DeleteOptions, FOREGROUND, ORPHAN } from '#simulator/store/object-delete.ts';

/** How long after a change the collector acts on it. */
const DELAY_MS = 50;
/** What the controller manager asks for when it deletes a pod: kubernetes' default termination grace period. */
const POD_GRACE_SECONDS = 30;

const COLLECTOR: WriteOptions = {
  user: {
    name: 'system:serviceaccount:kube-system:generic-garbage-collector',
    groups: ['system:serviceaccounts', 'system:authenticated'],
  },
  fieldManager: 'kube-controller-manager',
};

/** An object and its type, as the store finds them by uid. */
interface Entry {
  type: ResourceType;
  object: StoredObject;
}

/** Deletes what has lost its owners, and finishes foreground and orphaning deletions (kubernetes v1.35 `pkg/controller/garbagecollector`). */
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

/** What has lost an owner may have to go, and an owner that waits for its dependents may go. */
function afterRemoval(store: Store, removed: StoredObject): WorkItem[] {
  const { uid, ownerReferences = [] } = removed.metadata;
  return [...store.ownedBy(uid).map(workOf), ...waitingOwners(store, ownerReferences)];
}

function afterWrite(store: Store, { object, old, resource }: StoreEvent): WorkItem[] {
  const { uid, ownerReferences = [] } = object.metadata;
  const before = old?.metadata.ownerReferences ?? [];
  // Owners that are new to an object may be gone already.
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

/** Whether an object is being deleted in a way that acts on its dependents first. */
function isDeletingDependents(object: StoredObject | undefined): boolean {
  const { deletionTimestamp, finalizers = [] } = object?.metadata ?? {};
  return deletionTimestamp !== undefined && (finalizers.includes(ORPHAN) || finalizers.includes(FOREGROUND));
}

/** Deletes an object when no owner holds it (`garbagecollector.go` attemptToDeleteItem). */
function collect(store: Store, { type, object }: Entry): void {
  const { uid, ownerReferences: owners = [] } = object.metadata;
  if (owners.length === 0) return;
  // Of what the cluster does not know nobody can say that it is gone (`garbagecollector.go` isDangling).
  if (!owners.every((owner) => isKnown(store, owner, object))) return;
  // Owners that are gone, or that wait for this very object to go, hold it no longer; one that does neither keeps it.
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

/** Whether the owner is of a kind that is served, and one that the object can have. */
function isKnown(store: Store, { apiVersion, kind }: OwnerReference, object: StoredObject): boolean {
  const type = store.types.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  return type !== undefined && (!type.namespaced || object.metadata.namespace !== undefined);
}

/** The owner that a reference means: the name and the kind have to be those of the uid. */
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

/** Lets an owner go once no dependent blocks its deletion. */
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

/** Takes the owner off its dependents; Knative's admission refuses that for a Service's. */
function orphanDependents(store: Store, owner: Entry): void {
  const { uid } = owner.object.metadata;
  for (const dependent of store.ownedBy(uid)) {
    const others = (dependent.object.metadata.ownerReferences ?? []).filter((other) => other.uid !== uid);
    setOwners(store, dependent, others);
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

/** What an object's own finalizers ask for, in the background otherwise (`garbagecollector.go` attemptToDeleteItem). */
function ownPolicy({ metadata: { finalizers = [] } }: StoredObject): DeleteOptions['propagation'] {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
