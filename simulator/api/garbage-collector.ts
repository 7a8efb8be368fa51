import type { OwnerReference } from '#lib/kubernetes/object.ts';
import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import { type DeleteOptions, FOREGROUND, ORPHAN } from '#simulator/api/object-delete.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { OwnerIndex } from '#simulator/api/owner-index.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import type { StoredObject, WriteOptions } from '#simulator/contract.ts';
import { type ReportFault, RetriedTasks } from '#simulator/guard.ts';

/** How long after a change the collector looks at it. */
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

/**
 * Deletes what has lost its owners, and finishes foreground and orphaning deletions, a moment later on the clock. What fails, above all
 * because admission refuses the write, is tried again and again.
 */
export class GarbageCollector {
  readonly #store: ClusterStore;
  readonly #owners: OwnerIndex;
  readonly #tasks: RetriedTasks;

  constructor(store: ClusterStore, owners: OwnerIndex, report: ReportFault) {
    this.#store = store;
    this.#owners = owners;
    this.#tasks = new RetriedTasks(store.clock, 'the garbage collector', report);
  }

  /** An object was stored: owners that are new to it may be gone already. `old` is absent when it was made. */
  stored(object: StoredObject, old: StoredObject | undefined): void {
    const { uid, ownerReferences = [] } = object.metadata;
    const before = new Set(old?.metadata.ownerReferences?.map((owner) => owner.uid));
    if (ownerReferences.some((owner) => !before.has(owner.uid))) this.#later(() => this.#examine(uid));
  }

  removed(object: StoredObject): void {
    this.#later(() => this.#examineDependents(object.metadata.uid));
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      if (isWaiting(this.#owners.get(uid)?.object)) this.#later(() => this.#finishForeground(uid));
    }
  }

  /** An object was marked with the finalizer of a foreground or orphaning deletion. */
  deleting(object: StoredObject): void {
    const { uid, finalizers = [] } = object.metadata;
    this.#later(() => (finalizers.includes(ORPHAN) ? this.#orphan(uid) : this.#deleteDependents(uid)));
  }

  #later(task: () => void): void {
    this.#tasks.after(DELAY_MS, task);
  }

  /** Looks at each by itself: that one cannot go does not keep the others. */
  #examineDependents(uid: string): void {
    for (const { object } of this.#owners.dependents(uid)) {
      this.#tasks.run(() => this.#examine(object.metadata.uid));
    }
  }

  #examine(uid: string): void {
    const entry = this.#owners.get(uid);
    if (entry === undefined) return;
    const { type, object } = entry;
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length === 0 || object.metadata.deletionTimestamp !== undefined) return;
    // Of what the cluster does not know nobody can say that it is gone (`garbagecollector.go` isDangling).
    if (!owners.every((owner) => this.#isKnown(owner, object))) return;
    // Owners that are gone, or that wait for this very object to go, hold it no longer; one that does neither keeps it.
    const solid = owners.filter((owner) => isSolid(this.#ownerOf(object, owner)));
    if (solid.length === owners.length) return;
    if (solid.length > 0) {
      this.#setOwners(type, object, solid);
      return;
    }
    const isAwaited = owners.some((owner) => isWaiting(this.#ownerOf(object, owner)));
    const hasDependents = this.#owners.dependents(uid).length > 0;
    this.#delete(type, object, isAwaited && hasDependents ? 'Foreground' : ownPolicy(object));
  }

  /** Whether the owner is of a kind that is served, and one that the object can have. */
  #isKnown({ apiVersion, kind }: OwnerReference, object: StoredObject): boolean {
    const type = this.#store.types.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
    return type !== undefined && (!type.namespaced || object.metadata.namespace !== undefined);
  }

  /** The owner that a reference means: the name and the kind have to be those of the uid. */
  #ownerOf(object: StoredObject, { apiVersion, kind, name, uid }: OwnerReference): StoredObject | undefined {
    const entry = this.#owners.get(uid);
    if (entry === undefined || entry.object.metadata.name !== name) return undefined;
    const { type } = entry;
    if (type.kind !== kind || apiVersionOf(type) !== apiVersion) return undefined;
    const isNear = !type.namespaced || entry.object.metadata.namespace === object.metadata.namespace;
    return isNear ? entry.object : undefined;
  }

  #deleteDependents(uid: string): void {
    this.#examineDependents(uid);
    this.#finishForeground(uid);
  }

  #finishForeground(uid: string): void {
    const blocked = this.#owners
      .dependents(uid)
      .some(({ object }) =>
        object.metadata.ownerReferences?.some(
          (owner) => owner.uid === uid && owner.blockOwnerDeletion === true,
        ),
      );
    if (!blocked) this.#dropFinalizer(uid, FOREGROUND);
  }

  /** Lets the dependents go; Knative's admission refuses that for a Service's. */
  #orphan(uid: string): void {
    for (const { type, object } of this.#owners.dependents(uid)) {
      const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
      this.#setOwners(type, object, others);
    }
    this.#dropFinalizer(uid, ORPHAN);
  }

  #delete(type: ResourceDefinition, object: StoredObject, propagation: DeleteOptions['propagation']): void {
    const { namespace, name, uid } = object.metadata;
    const gracePeriodSeconds = POD_GRACE_SECONDS;
    const options = { ...COLLECTOR, uid, gracePeriodSeconds };
    this.#store.delete(type, namespace, name, {
      ...options,
      ...(propagation === undefined ? {} : { propagation }),
    });
  }

  #setOwners(
    type: ResourceDefinition,
    object: StoredObject,
    owners: StoredObject['metadata']['ownerReferences'],
  ): void {
    const metadata = { ...object.metadata, ownerReferences: owners };
    this.#store.update(type, { ...object, metadata }, COLLECTOR);
  }

  #dropFinalizer(uid: string, finalizer: string): void {
    const entry = this.#owners.get(uid);
    if (entry?.object.metadata.finalizers?.includes(finalizer) !== true) return;
    const finalizers = entry.object.metadata.finalizers.filter((other) => other !== finalizer);
    const metadata = { ...entry.object.metadata, finalizers };
    this.#store.update(entry.type, { ...entry.object, metadata }, COLLECTOR);
  }
}

/** Whether an object waits for its dependents to go. */
function isWaiting(object: StoredObject | undefined): boolean {
  const { deletionTimestamp, finalizers } = object?.metadata ?? {};
  return deletionTimestamp !== undefined && finalizers?.includes(FOREGROUND) === true;
}

/** Whether an owner is there to stay as far as its dependents go. */
const isSolid = (owner: StoredObject | undefined): boolean => owner !== undefined && !isWaiting(owner);

/** What an object's own finalizers ask for, in the background otherwise (`garbagecollector.go` attemptToDeleteItem). */
function ownPolicy({ metadata: { finalizers = [] } }: StoredObject): DeleteOptions['propagation'] {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
