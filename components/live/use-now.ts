'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import { createPageClock, type PageClock } from '#lib/live/page-clock.ts';

export const ClockContext = createContext<PageClock>(createPageClock(browserClock.now(), browserClock));

/**
 * useAtNow returns the result of `read` for the server's time in whole seconds (Unix ms). The component rerenders only when the result
 * changes, so `read` returns a primitive.
 */
export function useAtNow<T extends string | number | boolean | null>(read: (nowMs: number) => T): T {
  return useAtTime(useContext(ClockContext), read);
}

/** useAtTime is useAtNow with an explicit clock, for what must keep running while the surrounding clock is stopped. */
export function useAtTime<T extends string | number | boolean | null>(
  clock: PageClock,
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
