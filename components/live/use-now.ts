'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { type Clock, createClock } from './clock.ts';

export const ClockContext = createContext<Clock>(createClock(Date.now()));

/** useNow returns the server's time in Unix ms, in whole seconds; it changes at most once a second. */
export function useNow(): number {
  return useAtNow((now) => now);
}

/**
 * useAtNow returns what `read` makes of the server's time in whole seconds (Unix ms). The component renders again only when
 * the result changes, so `read` returns a primitive.
 */
export function useAtNow<T extends string | number | boolean | null>(read: (nowMs: number) => T): T {
  return useAtTime(useContext(ClockContext), read);
}

/** useAtTime is useAtNow by a clock that is given, for what must go on while the clock around it stands. */
export function useAtTime<T extends string | number | boolean | null>(
  clock: Clock,
  read: (nowMs: number) => T,
): T {
  return useSyncExternalStore(
    clock.subscribe,
    () => read(wholeSecond(clock.now())),
    () => read(wholeSecond(clock.initial)),
  );
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
