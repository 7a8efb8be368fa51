'use client';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { stoppedClock } from '#lib/live/page-clock.ts';
import { lastHeardAt, stoppedAt } from '#lib/view/data-time.ts';
import type { LiveStatus } from '#lib/view/live-status.ts';
import { useLive } from './live-provider.tsx';
import { ClockContext } from './use-now.ts';

const DataAgeContext = createContext<number | null>(null);

/**
 * DataClock gives components that show the cluster's data a clock that stops with the data: while they are stale, ages and countdowns
 * freeze at the time of the data. `useLive().clock` keeps running.
 */
export function DataClock({ status, children }: { status: LiveStatus; children: ReactNode }) {
  const { clock: live } = useLive();
  const [lastLive, setLastLive] = useState(live.initial);
  const heardAt = lastHeardAt(lastLive, status);
  if (heardAt !== lastLive) setLastLive(heardAt);
  const from = stoppedAt(heardAt, status);
  const clock = useMemo(() => (from === null ? live : stoppedClock(from)), [from, live]);
  return (
    <ClockContext value={clock}>
      <DataAgeContext value={status.state === 'down' ? status.since : null}>{children}</DataAgeContext>
    </ClockContext>
  );
}

/** RunningClock restores the running clock inside a DataClock, for components that show how long a fault has lasted. */
export function RunningClock({ children }: { children: ReactNode }) {
  return <ClockContext value={useLive().clock}>{children}</ClockContext>;
}

/** useDataAge returns since when the data on screen have been stale, in Unix ms of the server's clock; null while they are live. */
export function useDataAge(): number | null {
  return useContext(DataAgeContext);
}
