'use client';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import type { LiveStore } from '#lib/live/live-store.ts';
import { createPageClock, type PageClock } from '#lib/live/page-clock.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { ClockContext } from './use-now.ts';

interface Live {
  store: LiveStore;
  want: (topic: Topic) => () => void;
  cluster: string;
  /** The server's clock; it keeps running while data are stale. */
  clock: PageClock;
}

const LiveContext = createContext<Live | null>(null);

interface LiveProviderProps {
  store: LiveStore;
  /** Follows a topic until the returned function is called; reference-counted, so that several components may follow the same topic. */
  want: (topic: Topic) => () => void;
  /** The cluster's name in addresses and API paths. */
  cluster: string;
  /** The server's clock when the page was rendered, Unix ms. */
  initialNow: number;
  children: ReactNode;
}

/** LiveProvider provides the browser's live store and the server's clock to its children. */
export function LiveProvider({ store, want, cluster, initialNow, children }: LiveProviderProps) {
  const [clock] = useState(() => createPageClock(initialNow, browserClock));
  useEffect(() => {
    const correct = () => {
      const { heardAt, serverClockOffsetMs } = store.connection();
      if (heardAt !== null) clock.correct(browserClock.now() + serverClockOffsetMs);
    };
    correct();
    return store.subscribeConnection(correct);
  }, [store, clock]);
  const live = useMemo(() => ({ store, want, cluster, clock }), [store, want, cluster, clock]);
  return (
    <LiveContext value={live}>
      <ClockContext value={clock}>{children}</ClockContext>
    </LiveContext>
  );
}

/** useLive returns the live store of the nearest provider; it throws when there is none. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('there is no LiveProvider above this component');
  return live;
}
