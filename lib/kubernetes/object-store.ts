import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';

/** One change of an ObjectStore. An object recreated under its name with another uid is deleted, then upserted. */
export type StoreChange<T extends KubeObject = KubeObject> =
  | { type: 'upserted'; key: string; object: T; old: T | undefined }
  | { type: 'deleted'; key: string; object: T };

/** Read side of a store, for projections. `Source` (source.ts) documents its guarantees. */
export interface ReadableStore<T extends KubeObject = KubeObject> {
  readonly size: number;
  get(key: string): T | undefined;
  values(): IterableIterator<T>;
  /** Called after the store changed, with all changes of one step. Returns the unsubscriber. */
  subscribe(listener: (changes: readonly StoreChange<T>[]) => void): () => void;
}

/** Objects of one watch, keyed by `namespace/name`. Only the reflector that owns the store writes to it. */
export class ObjectStore<T extends KubeObject = KubeObject> implements ReadableStore<T> {
  readonly #objects = new Map<string, T>();
  readonly #listeners = new Set<(changes: readonly StoreChange<T>[]) => void>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  subscribe(listener: (changes: readonly StoreChange<T>[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes the store equal to a new list and reports only objects whose uid or resourceVersion differs. */
  replace(objects: readonly T[]): void {
    const changes: StoreChange<T>[] = [];
    const fresh = new Map(objects.map((object) => [objectKey(object), object]));
    for (const [key, old] of this.#objects) {
      if (!fresh.has(key)) {
        this.#objects.delete(key);
        changes.push({ type: 'deleted', key, object: old });
      }
    }
    for (const object of fresh.values()) this.#upsert(object, changes);
    this.#tell(changes);
  }

  /** Adds or replaces an ADDED or MODIFIED object. */
  apply(object: T): void {
    const changes: StoreChange<T>[] = [];
    this.#upsert(object, changes);
    this.#tell(changes);
  }

  /** Removes a DELETED object. Does nothing when the object is absent or has been recreated with another uid. */
  delete(object: T): void {
    const changes: StoreChange<T>[] = [];
    this.#remove(object, changes);
    this.#tell(changes);
  }

  /** Applies several watch events in order and reports all changes in one step. */
  applyAll(events: readonly { type: 'upsert' | 'delete'; object: T }[]): void {
    const changes: StoreChange<T>[] = [];
    for (const { type, object } of events) {
      if (type === 'upsert') this.#upsert(object, changes);
      else this.#remove(object, changes);
    }
    this.#tell(changes);
  }

  #remove(object: T, changes: StoreChange<T>[]): void {
    const key = objectKey(object);
    const old = this.#objects.get(key);
    if (old === undefined || old.metadata.uid !== object.metadata.uid) return;
    this.#objects.delete(key);
    changes.push({ type: 'deleted', key, object: old });
  }

  #upsert(object: T, changes: StoreChange<T>[]): void {
    const key = objectKey(object);
    const old = this.#objects.get(key);
    if (old?.metadata.uid === object.metadata.uid) {
      if (old.metadata.resourceVersion === object.metadata.resourceVersion) return;
      this.#objects.set(key, object);
      changes.push({ type: 'upserted', key, object, old });
      return;
    }
    if (old !== undefined) changes.push({ type: 'deleted', key, object: old });
    this.#objects.set(key, object);
    changes.push({ type: 'upserted', key, object, old: undefined });
  }

  #tell(changes: readonly StoreChange<T>[]): void {
    if (changes.length === 0) return;
    for (const listener of new Set(this.#listeners)) {
      try {
        listener(changes);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}
