import { objectKey } from '#lib/kubernetes/object.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';

/** Objects of one type in the order of etcd's keys: bytewise by `namespace/name`. */
export class Collection {
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys: string[] = [];

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  set(object: StoredObject): void {
    const key = objectKey(object);
    if (!this.#objects.has(key)) this.#keys.splice(this.#position(key), 0, key);
    this.#objects.set(key, object);
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#keys.splice(this.#position(key), 1);
  }

  /** Returns all objects, or those of one namespace; the caller owns the list. */
  list(namespace?: string): StoredObject[] {
    const from = namespace === undefined ? 0 : this.#position(`${namespace}/`);
    // '0' follows '/' in ASCII, so this is the end of the namespace's keys.
    const to = namespace === undefined ? this.#keys.length : this.#position(`${namespace}0`);
    const objects: StoredObject[] = [];
    for (let index = from; index < to; index += 1) {
      const object = this.#objects.get(this.#keys[index] ?? '');
      if (object !== undefined) objects.push(object);
    }
    return objects;
  }

  /** Returns the index of the first key that is not less than this one. */
  #position(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
