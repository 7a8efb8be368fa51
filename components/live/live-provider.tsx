'use client';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { LiveStore } from '#lib/live/live-store.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { type Clock, createClock } from './clock.ts';
import { ClockContext } from './use-now.ts';

interface Live {
  store: LiveStore;
  want: (topic: Topic) => () => void;
  cluster: string;
  /** The server's clock, which goes on while data are old. */
  clock: Clock;
}

const LiveContext = createContext<Live | null>(null);

interface LiveProviderProps {
  store: LiveStore;
  /** Follows a topic until the returned function is called; counted, so that several components may want the same. */
  want: (topic: Topic) => () => void;
  /** The cluster's name in addresses and API paths. */
  cluster: string;
  /** The server's clock when the page was rendered, Unix ms. */
  initialNow: number;
  children: ReactNode;
}

/** LiveProvider gives the components below it the browser's live store and the server's clock. */
export function LiveProvider({ store, want, cluster, initialNow, children }: LiveProviderProps) {
  const [clock] = useState(() => createClock(initialNow));
  useEffect(() => {
    const correct = () => {
      const { heardAt, serverClockOffsetMs } = store.connection();
      if (heardAt !== null) clock.correct(Date.now() + serverClockOffsetMs);
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

/** useLive returns the live store of the provider above; it throws where there is none. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('there is no LiveProvider above this component');
  return live;
}
