import { ValueStore } from '#lib/subscribable.ts';

/** Key-value text storage, such as the browser's. Every method may throw: a browser can forbid storage, or be out of space. */
export interface TextStorage {
  getItem: (key: string) => string | null;
  setItem: (key: string, text: string) => void;
  removeItem: (key: string) => void;
}

/** How one kind of value is stored in the browser's storage. */
export interface KeptFormat<T> {
  keyOf: (cluster: string, uid: string) => string;
  encode: (value: T) => string;
  /** Null when the text is not a value of this kind, or belongs to another Service. */
  decode: (text: string, uid: string) => T | null;
}

/** Values per Service, by cluster and uid. */
export interface KeptValues<T> {
  /** Returns the value of a Service; null when there is none. */
  get: (cluster: string, uid: string) => T | null;
  /** Stores a value, or deletes it (null), and notifies the listeners. */
  put: (cluster: string, uid: string, value: T | null) => void;
  /** Subscribes to the value of a Service. Returns the unsubscriber. */
  subscribe: (cluster: string, uid: string, listener: () => void) => () => void;
}

/**
 * keptValues keeps values outside the component tree, so that they survive navigation. With a format and a storage it also keeps a copy of
 * each in that storage, so that they survive a reload. It reads each value from the storage once and writes it on every change, so the
 * storage must not have another writer. It calls `storage` on each access, because access to the storage itself may be forbidden.
 */
export function keptValues<T>(
  kept: { format: KeptFormat<T>; storage: () => TextStorage } | null,
): KeptValues<T> {
  const stores = new Map<string, ValueStore<T | null>>();
  const storeOf = (cluster: string, uid: string) => {
    const key = kept === null ? `${cluster}.${uid}` : kept.format.keyOf(cluster, uid);
    let store = stores.get(key);
    if (store === undefined) {
      const text = kept === null ? null : readText(kept.storage, key);
      store = new ValueStore(text === null || kept === null ? null : kept.format.decode(text, uid));
      stores.set(key, store);
    }
    return store;
  };
  return {
    get: (cluster, uid) => storeOf(cluster, uid).get(),
    put: (cluster, uid, value) => {
      const store = storeOf(cluster, uid);
      if (kept !== null) {
        const { format, storage } = kept;
        writeText(storage, format.keyOf(cluster, uid), value === null ? null : format.encode(value));
      }
      store.set(value);
    },
    subscribe: (cluster, uid, listener) => storeOf(cluster, uid).subscribe(listener),
  };
}

function readText(storage: () => TextStorage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function writeText(storage: () => TextStorage, key: string, text: string | null): void {
  try {
    if (text === null) storage().removeItem(key);
    else storage().setItem(key, text);
  } catch {
    // Storage is full or forbidden. The value in memory is intact and survives navigation.
  }
}
