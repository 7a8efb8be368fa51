import { type DeleteOptions, FOREGROUND, ORPHAN } from '#simulator/api/object-delete.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { OwnerIndex } from '#simulator/api/owner-index.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { StatusError, type StoredObject, type WriteOptions } from '#simulator/contract.ts';

/** How long after a change the collector looks at it. */
const DELAY_MS = 50;
/** How long a refused write waits for its next try, doubled each time (client-go `DefaultTypedControllerRateLimiter`). */
const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 1_000_000;
/** What the controller manager asks for when it deletes a pod: kubernetes' default termination grace period. */
const POD_GRACE_SECONDS = 30;

const COLLECTOR: WriteOptions = {
  user: {
    name: 'system:serviceaccount:kube-system:generic-garbage-collector',
    groups: ['system:serviceaccounts', 'system:authenticated'],
  },
  fieldManager: 'kube-controller-manager',
};

/** Deletes what has lost its owners, and finishes foreground and orphaning deletions, a moment later on the clock. */
export class GarbageCollector {
  readonly #store: ClusterStore;
  readonly #owners: OwnerIndex;

  constructor(store: ClusterStore, owners: OwnerIndex) {
    this.#store = store;
    this.#owners = owners;
  }

  /** An object may come with owners that are gone already. */
  created(_type: ResourceDefinition, object: StoredObject): void {
    if (object.metadata.ownerReferences !== undefined) this.#later(() => this.#examine(object.metadata.uid));
  }

  removed(object: StoredObject): void {
    this.#later(() => {
      for (const dependent of this.#owners.dependents(object.metadata.uid)) {
        this.#examine(dependent.object.metadata.uid);
      }
    });
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
    this.#store.clock.after(DELAY_MS, task);
  }

  #examine(uid: string): void {
    const entry = this.#owners.get(uid);
    if (entry === undefined) return;
    const { type, object } = entry;
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length === 0 || object.metadata.deletionTimestamp !== undefined) return;
    // Owners that are gone, or that wait for this very object to go, hold it no longer; one that does neither keeps it.
    const solid = owners.filter((owner) => isSolid(this.#owners.get(owner.uid)?.object));
    if (solid.length === owners.length) return;
    if (solid.length > 0) {
      this.#setOwners(type, object, solid);
      return;
    }
    const isAwaited = owners.some((owner) => isWaiting(this.#owners.get(owner.uid)?.object));
    const hasDependents = this.#owners.dependents(uid).length > 0;
    this.#delete(type, object, isAwaited && hasDependents ? 'Foreground' : ownPolicy(object));
  }

  #deleteDependents(uid: string): void {
    for (const { object } of this.#owners.dependents(uid)) this.#examine(object.metadata.uid);
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

  /** Lets the dependents go; where admission refuses that, as Knative does for a Service's, it is tried again and again. */
  #orphan(uid: string, waitMs = FIRST_RETRY_MS): void {
    try {
      for (const { type, object } of this.#owners.dependents(uid)) {
        const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
        this.#setOwners(type, object, others);
      }
      this.#dropFinalizer(uid, ORPHAN);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const nextMs = Math.min(LONGEST_RETRY_MS, waitMs * 2);
      this.#store.clock.after(waitMs, () => this.#orphan(uid, nextMs));
    }
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
