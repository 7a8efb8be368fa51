import { PAGE_KEY_ITEM } from '#lib/access/page-access.ts';

/** readPageKey returns the key of this browser's session at this origin; null when it has none, or keeps nothing. */
export function readPageKey(): string | null {
  try {
    return window.localStorage.getItem(PAGE_KEY_ITEM);
  } catch {
    return null;
  }
}

/** forgetSession removes what this browser keeps of a session: the key, and with it what this tab kept of unfinished edits. */
export function forgetSession(): void {
  try {
    window.localStorage.removeItem(PAGE_KEY_ITEM);
    window.sessionStorage.clear();
  } catch {
    // Where storage is forbidden there is nothing to forget.
  }
}

/** onPageKey calls back when another tab signed in or out. Returns the unsubscriber. */
export function onPageKey(listener: (key: string | null) => void): () => void {
  const heard = ({ key, newValue }: StorageEvent): void => {
    // A null key tells that all of it was cleared.
    if (key === PAGE_KEY_ITEM || key === null) listener(key === null ? null : newValue);
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}
