import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { OwnerIndex } from '#simulator/api/owner-index.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import type { StoredObject, WriteOptions } from '#simulator/contract.ts';

/** How long after a change the collector looks at it. */
const DELAY_MS = 20;
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
  deleting(_type: ResourceDefinition, object: StoredObject): void {
    const { uid, finalizers = [] } = object.metadata;
    this.#later(() => (finalizers.includes('orphan') ? this.#orphan(uid) : this.#deleteDependents(uid)));
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
    const living = owners.filter((owner) => this.#owners.get(owner.uid) !== undefined);
    if (living.length === owners.length) return;
    if (living.length === 0) this.#delete(type, object, 'Background');
    else this.#setOwners(type, object, living);
  }

  #deleteDependents(uid: string): void {
    for (const { type, object } of this.#owners.dependents(uid)) {
      if (object.metadata.deletionTimestamp === undefined) this.#delete(type, object, 'Foreground');
    }
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
    if (!blocked) this.#dropFinalizer(uid, 'foregroundDeletion');
  }

  #orphan(uid: string): void {
    for (const { type, object } of this.#owners.dependents(uid)) {
      const others = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
      this.#setOwners(type, object, others);
    }
    this.#dropFinalizer(uid, 'orphan');
  }

  #delete(type: ResourceDefinition, object: StoredObject, propagation: 'Background' | 'Foreground'): void {
    const { namespace, name, uid } = object.metadata;
    const gracePeriodSeconds = POD_GRACE_SECONDS;
    this.#store.delete(type, namespace, name, { ...COLLECTOR, propagation, uid, gracePeriodSeconds });
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
  return object?.metadata.finalizers?.includes('foregroundDeletion') === true;
}
