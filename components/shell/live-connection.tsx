'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import { OneIdentity } from '#components/identity/one-identity.tsx';
import { LiveProvider } from '#components/live/live-provider.tsx';
import { connectRelay } from '#components/live/relay/connect.ts';
import { isSessionOver } from '#components/live/relay/messages.ts';
import { useTopic } from '#components/live/use-collection.ts';
import { SessionOver } from '#components/states/session-over.tsx';
import { LiveStore } from '#lib/live/live-store.ts';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import { TopicFollowers } from '#lib/live/topic-followers.ts';

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
  const [isOver, setOver] = useState(false);
  const [followers] = useState(() => new TopicFollowers());

  useEffect(() => {
    const relay = connectRelay(`/api/c/${encodeURIComponent(cluster)}`, (message) => {
      const now = browserClock.now();
      setOver((before) => isSessionOver(before, message));
      if (message.type === 'lost' || message.type === 'refused') store.lost(now);
      else store.receive(message, now);
    });
    const follow = (): void => relay.want(followers.topics());
    follow();
    const unsubscribe = followers.subscribe(follow);
    const retry = (): void => relay.retry();
    window.addEventListener('online', retry);
    return () => {
      window.removeEventListener('online', retry);
      unsubscribe();
      relay.close();
    };
  }, [cluster, store, followers]);

  return (
    <LiveProvider store={store} want={followers.follow} cluster={cluster} initialNow={initialNow}>
      {isOver ? <WhileSessionIsOver /> : <OneIdentity>{children}</OneIdentity>}
    </LiveProvider>
  );
}

/** WhileSessionIsOver listens for another tab signing this browser in again. */
function WhileSessionIsOver() {
  useTopic('cluster');
  return <SessionOver />;
}
