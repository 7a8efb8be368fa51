'use client';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { OneIdentity } from '#components/identity/one-identity.tsx';
import { LiveProvider } from '#components/live/live-provider.tsx';
import { connectRelay, type RelayConnection } from '#components/live/relay/connect.ts';
import { useTopic } from '#components/live/use-collection.ts';
import { SessionOver } from '#components/states/session-over.tsx';
import { LiveStore } from '#lib/live/live-store.ts';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';

interface LiveConnectionProps {
  /** The cluster's name, as used in URLs and API paths. */
  cluster: string;
  /** The server's clock when the page was rendered, Unix ms. */
  initialNow: number;
  /** The snapshots that the server rendered the first paint from. */
  initial: readonly SnapshotMessage[];
  children: ReactNode;
}

/** LiveConnection connects this tab to the browser's one stream and provides its data to the components below it. */
export function LiveConnection({ cluster, initialNow, initial, children }: LiveConnectionProps) {
  const [store] = useState(() => {
    const made = new LiveStore(initialNow);
    for (const snapshot of initial) made.receive(snapshot, initialNow);
    return made;
  });
  const [isSessionOver, setSessionOver] = useState(false);
  const followerCounts = useRef(new Map<Topic, number>());
  const connection = useRef<RelayConnection | null>(null);

  useEffect(() => {
    const relay = connectRelay(`/api/c/${encodeURIComponent(cluster)}`, (message) => {
      const now = Date.now();
      if (message.type === 'refused') setSessionOver(message.code === 'unauthorized');
      // A snapshot may come from the relay's cache; only a heartbeat shows that the server accepts the session now.
      else if (message.type === 'heartbeat') setSessionOver(false);
      if (message.type === 'lost' || message.type === 'refused') store.lost(now);
      else store.receive(message, now);
    });
    connection.current = relay;
    relay.want([...followerCounts.current.keys()]);
    const retry = (): void => relay.retry();
    window.addEventListener('online', retry);
    return () => {
      window.removeEventListener('online', retry);
      connection.current = null;
      relay.close();
    };
  }, [cluster, store]);

  const want = useCallback((topic: Topic) => {
    const counts = followerCounts.current;
    const tell = (): void => connection.current?.want([...counts.keys()]);
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
    if (counts.get(topic) === 1) tell();
    return () => {
      const left = (counts.get(topic) ?? 1) - 1;
      if (left > 0) counts.set(topic, left);
      else {
        counts.delete(topic);
        tell();
      }
    };
  }, []);

  return (
    <LiveProvider store={store} want={want} cluster={cluster} initialNow={initialNow}>
      {isSessionOver ? <WhileSessionIsOver /> : <OneIdentity>{children}</OneIdentity>}
    </LiveProvider>
  );
}

/** WhileSessionIsOver listens for another tab signing this browser in again. */
function WhileSessionIsOver() {
  useTopic('cluster');
  return <SessionOver />;
}
