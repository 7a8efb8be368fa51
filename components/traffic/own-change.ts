'use client';
import { useCallback, useSyncExternalStore } from 'react';
import {
  decodeOwnChanges,
  encodeOwnChanges,
  type OwnChanges,
  ownChangesKey,
} from '#lib/traffic-draft/own-change.ts';
import type { OwnChange } from '#lib/traffic-draft/proposal.ts';
import { keptValues } from './kept-values.ts';

const changes = keptValues<OwnChanges>({
  keyOf: ownChangesKey,
  encode: encodeOwnChanges,
  decode: decodeOwnChanges,
});

/** noteSent keeps a change before it is sent: its answer may be lost, by a reload too. */
export function noteSent(cluster: string, uid: string, sent: OwnChange): void {
  changes.put(cluster, uid, { uid, sent, written: changes.get(cluster, uid)?.written ?? null });
}

/** noteWritten keeps the last change that the cluster has taken from this tab. */
export function noteWritten(cluster: string, uid: string, written: OwnChange): void {
  changes.put(cluster, uid, { uid, sent: null, written });
}

/** noteRefused forgets the change that was sent: the cluster did not take it. */
export function noteRefused(cluster: string, uid: string): void {
  const written = changes.get(cluster, uid)?.written ?? null;
  changes.put(cluster, uid, written === null ? null : { uid, sent: null, written });
}

/** useOwnChanges tells the changes that this tab made to a Service; null when there is none. */
export function useOwnChanges(cluster: string, uid: string): OwnChanges | null {
  const subscribe = useCallback(
    (listener: () => void) => changes.subscribe(cluster, uid, listener),
    [cluster, uid],
  );
  return useSyncExternalStore(
    subscribe,
    () => changes.get(cluster, uid),
    () => null,
  );
}
