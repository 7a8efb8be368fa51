'use client';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { LiveStatus } from '#lib/view/live-status.ts';
import { stoppedClock } from './clock.ts';
import { useLive } from './live-provider.tsx';
import { ClockContext } from './use-now.ts';

const DataAgeContext = createContext<number | null>(null);

/**
 * DataClock gives what shows the cluster's data a clock that stops with them: while they are old, ages and countdowns stand at the
 * time that the data are from. `useLive().clock` goes on.
 */
export function DataClock({ status, children }: { status: LiveStatus; children: ReactNode }) {
  const { clock: live } = useLive();
  const [lastLive, setLastLive] = useState(live.initial);
  if (status.state === 'live' && status.heardAt > lastLive) setLastLive(status.heardAt);
  const from = status.state === 'down' ? status.since : status.state === 'connecting' ? lastLive : null;
  const clock = useMemo(() => (from === null ? live : stoppedClock(from)), [from, live]);
  return (
    <ClockContext value={clock}>
      <DataAgeContext value={status.state === 'down' ? status.since : null}>{children}</DataAgeContext>
    </ClockContext>
  );
}

/** RunningClock gives what tells how long a fault lasts the clock that goes on, inside of a DataClock. */
export function RunningClock({ children }: { children: ReactNode }) {
  return <ClockContext value={useLive().clock}>{children}</ClockContext>;
}

/** useDataAge tells since when the data on screen have been old, Unix ms of the server's clock; null while they are live. */
export function useDataAge(): number | null {
  return useContext(DataAgeContext);
}
