import { ValueStore } from '#lib/subscribable.ts';

/** Texts under keys, as the browser's storage keeps them. Every method may throw: a browser can forbid storage, or be out of space. */
export interface TextStorage {
  getItem: (key: string) => string | null;
  setItem: (key: string, text: string) => void;
  removeItem: (key: string) => void;
}

/** How values of one kind are kept in the browser's storage. */
export interface KeptFormat<T> {
  keyOf: (cluster: string, uid: string) => string;
  encode: (value: T) => string;
  /** Null when the text is not a value of this kind, or belongs to another Service. */
  decode: (text: string, uid: string) => T | null;
}

/** Values of Services, by cluster and uid. */
export interface KeptValues<T> {
  /** The value of a Service; null where there is none. */
  get: (cluster: string, uid: string) => T | null;
  /** Keeps a value, or forgets it (null), and notifies the listeners. */
  put: (cluster: string, uid: string, value: T | null) => void;
  /** Listens to the value of a Service. Returns the unsubscriber. */
  subscribe: (cluster: string, uid: string, listener: () => void) => () => void;
}

/**
 * keptValues keeps values outside the component tree, so that they outlast navigation; and, with a format and a storage, a copy of
 * each in that storage, so that they outlast a reload. Each value is read from the storage once and written on every change: the
 * storage must not have another writer. `storage` is called on each access, because the storage itself may be forbidden.
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
    // Storage is full or forbidden; the value in memory is whole, and outlasts navigation.
  }
}
