'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { type OwnChanges, withoutSent, withSent, withWritten } from '#lib/traffic/proposals/own-change.ts';
import type { OwnChange } from '#lib/traffic/proposals/proposal.ts';
import { ownChanges } from './draft-store.ts';

/** noteSent stores a change before it is sent: its answer may be lost, even by a reload. */
export function noteSent(cluster: string, uid: string, sent: OwnChange): void {
  ownChanges.put(cluster, uid, withSent(ownChanges.get(cluster, uid), uid, sent));
}

/** noteWritten stores the last change from this tab that the cluster accepted. */
export function noteWritten(cluster: string, uid: string, written: OwnChange): void {
  ownChanges.put(cluster, uid, withWritten(uid, written));
}

/** noteRefused forgets the sent change: the cluster did not accept it. */
export function noteRefused(cluster: string, uid: string): void {
  ownChanges.put(cluster, uid, withoutSent(ownChanges.get(cluster, uid)));
}

/** useOwnChanges returns the changes that this tab made to a Service; null when there are none. */
export function useOwnChanges(cluster: string, uid: string): OwnChanges | null {
  const subscribe = useCallback(
    (listener: () => void) => ownChanges.subscribe(cluster, uid, listener),
    [cluster, uid],
  );
  return useSyncExternalStore(
    subscribe,
    () => ownChanges.get(cluster, uid),
    () => null,
  );
}
