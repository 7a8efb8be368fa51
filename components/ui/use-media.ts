'use client';
import { useCallback, useSyncExternalStore } from 'react';

/** useMedia returns whether a media query matches; `atFirst` on the server and in the first paint. */
export function useMedia(query: string, atFirst: boolean): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => atFirst,
  );
}

const NEVER = () => () => {};

/** useHydrated is false on the server and in the first paint, and true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    NEVER,
    () => true,
    () => false,
  );
}
