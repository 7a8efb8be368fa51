import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';

interface Entry {
  type: ResourceDefinition;
  object: StoredObject;
}

/** Objects by uid, and by the uids of their owners. */
export class OwnerIndex {
  readonly #byUid = new Map<string, Entry>();
  readonly #dependents = new Map<string, Map<string, Entry>>();

  get(uid: string): Entry | undefined {
    return this.#byUid.get(uid);
  }

  dependents(ownerUid: string): Entry[] {
    return [...(this.#dependents.get(ownerUid)?.values() ?? [])];
  }

  set(type: ResourceDefinition, object: StoredObject, old: StoredObject | undefined): void {
    const entry = { type, object };
    this.#byUid.set(object.metadata.uid, entry);
    if (old !== undefined) this.#unlink(old);
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(uid) ?? new Map<string, Entry>();
      this.#dependents.set(uid, dependents.set(object.metadata.uid, entry));
    }
  }

  remove(object: StoredObject): void {
    const stored = this.#byUid.get(object.metadata.uid);
    this.#byUid.delete(object.metadata.uid);
    this.#unlink(stored?.object ?? object);
  }

  #unlink(object: StoredObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(object.metadata.uid);
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
  }
}
