/** How values of one kind are kept in the browser's storage. */
export interface KeptFormat<T> {
  keyOf: (cluster: string, uid: string) => string;
  encode: (value: T) => string;
  /** Null when the text is not a value of this kind, or belongs to another Service. */
  decode: (text: string, uid: string) => T | null;
}

/** Values of Services, by cluster and uid. */
export interface KeptValues<T> {
  /** The value of a Service; null where there is none, and on the server. */
  get: (cluster: string, uid: string) => T | null;
  /** Keeps a value, or forgets it (null), and tells whoever shows it. */
  put: (cluster: string, uid: string, value: T | null) => void;
  /** Listens to the value of a Service. Returns the unsubscriber. */
  subscribe: (cluster: string, uid: string, listener: () => void) => () => void;
}

/**
 * keptValues makes a room outside the component tree, so that what is in it outlasts navigation; and with a format a copy in
 * session storage, so that it outlasts a reload. Session storage is a tab's own: two tabs never write one value.
 */
export function keptValues<T>(format: KeptFormat<T> | null): KeptValues<T> {
  const slots = new Map<string, { value: T | null; listeners: Set<() => void> }>();
  const slotOf = (cluster: string, uid: string) => {
    const key = format === null ? `${cluster}.${uid}` : format.keyOf(cluster, uid);
    let slot = slots.get(key);
    if (slot === undefined) {
      const text = format === null ? null : readStored(key);
      slot = { value: text === null ? null : (format?.decode(text, uid) ?? null), listeners: new Set() };
      slots.set(key, slot);
    }
    return slot;
  };
  return {
    get: (cluster, uid) => (typeof window === 'undefined' ? null : slotOf(cluster, uid).value),
    put: (cluster, uid, value) => {
      const slot = slotOf(cluster, uid);
      slot.value = value;
      if (format !== null)
        writeStored(format.keyOf(cluster, uid), value === null ? null : format.encode(value));
      for (const listener of slot.listeners) listener();
    },
    subscribe: (cluster, uid, listener) => {
      const { listeners } = slotOf(cluster, uid);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// A browser may forbid storage (private windows, policies). Then values outlast navigation only.
function readStored(key: string): string | null {
  try {
    return window.sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStored(key: string, text: string | null): void {
  try {
    if (text === null) window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, text);
  } catch {
    // Storage is full or forbidden; the value in memory is whole.
  }
}
