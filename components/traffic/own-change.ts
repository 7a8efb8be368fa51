'use client';
import { useSyncExternalStore } from 'react';
import type { OwnChange } from '#lib/traffic-draft/proposal.ts';

// Kept outside the component tree so that it survives navigation. A re-created Service has a new uid, so there is nothing to undo.
const changes = new Map<string, OwnChange>();
const listeners = new Set<() => void>();

/** noteOwnChange keeps the last change that this browser wrote to a Service, by its uid. */
export function noteOwnChange(uid: string, change: OwnChange): void {
  changes.set(uid, change);
  for (const listener of listeners) listener();
}

/** useOwnChange tells the last change that this browser wrote to a Service; null when there is none. */
export function useOwnChange(uid: string): OwnChange | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => changes.get(uid) ?? null,
    () => null,
  );
}
