import { PAGE_KEY_ITEM } from '#lib/access/page-access.ts';

/** readPageKey returns the key of this browser's session at this origin; null when there is none or storage is unavailable. */
export function readPageKey(): string | null {
  try {
    return window.localStorage.getItem(PAGE_KEY_ITEM);
  } catch {
    return null;
  }
}

/** forgetSession removes what this browser stores for a session: the key, and this tab's unfinished edits. */
export function forgetSession(): void {
  try {
    window.localStorage.removeItem(PAGE_KEY_ITEM);
    window.sessionStorage.clear();
  } catch {
    // Where storage is forbidden there is nothing to remove.
  }
}

/** onPageKey calls back when another tab signs in or out. Returns a function that unsubscribes. */
export function onPageKey(listener: (key: string | null) => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent): void => {
    // A null key means that all storage was cleared.
    if (key === PAGE_KEY_ITEM || key === null) listener(key === null ? null : newValue);
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}
