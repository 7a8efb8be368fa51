'use client';
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Topic } from '#lib/live/protocol.ts';
import { type LiveStatus, reconnectFaultAt, toLiveStatus } from '#lib/view/live-status.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import { steadyStatus } from '#lib/view/steady-status.ts';
import { useLive } from './live-provider.tsx';
import { useCollection, useEntry } from './use-collection.ts';
import { useAtTime } from './use-now.ts';

/** useCluster returns the state of the cluster connection; undefined until it is known. */
export function useCluster(): ClusterView | undefined {
  return useEntry('cluster', 'cluster', 'cluster');
}

/**
 * useLiveStatus returns whether the screen is current, counting the sources of the cluster and those of a further topic. A fault lasts
 * until the data are live again (`steadyStatus`).
 */
export function useLiveStatus(topic: Topic = 'cluster'): LiveStatus {
  const { store, clock } = useLive();
  const read = () => store.connection();
  const connection = useSyncExternalStore((listener) => store.subscribeConnection(listener), read, read);
  const cluster = useCluster();
  const summary = useCollection('cluster', 'sources');
  const detail = useCollection(topic, 'sources');
  const sources = useMemo(
    () => [...summary.values(), ...(detail === summary ? [] : detail.values())],
    [summary, detail],
  );
  const faultAt = useMemo(() => reconnectFaultAt(sources), [sources]);
  const isFault = useAtTime(clock, (now) => faultAt !== null && now >= faultAt);
  const now = useMemo(
    () => toLiveStatus(connection, cluster, sources, isFault),
    [connection, cluster, sources, isFault],
  );
  const [shown, setShown] = useState(now);
  const status = steadyStatus(shown, now);
  if (status !== shown) setShown(status);
  return status;
}

/** staleReason returns why the data on screen may be stale; null while they are live. */
export function staleReason(status: LiveStatus): string | null {
  switch (status.state) {
    case 'live':
      return null;
    case 'connecting':
      return 'Not connected yet.';
    case 'down':
    default:
      return `Not live: ${status.what}.`;
  }
}
