'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { type OwnChanges, withoutSent, withSent, withWritten } from '#lib/traffic/proposals/own-change.ts';
import type { OwnChange } from '#lib/traffic/proposals/proposal.ts';
import { ownChanges } from './draft-store.ts';

/** noteSent keeps a change before it is sent: its answer may be lost, by a reload too. */
export function noteSent(cluster: string, uid: string, sent: OwnChange): void {
  ownChanges.put(cluster, uid, withSent(ownChanges.get(cluster, uid), uid, sent));
}

/** noteWritten keeps the last change that the cluster has taken from this tab. */
export function noteWritten(cluster: string, uid: string, written: OwnChange): void {
  ownChanges.put(cluster, uid, withWritten(uid, written));
}

/** noteRefused forgets the change that was sent: the cluster did not take it. */
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
