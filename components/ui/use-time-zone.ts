'use client';
import { useSyncExternalStore } from 'react';

const NEVER = () => () => {};
let zone: string | undefined;

/** localZone returns the user's IANA time zone. */
export function localZone(): string {
  zone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}

/** useTimeZone returns the user's time zone; null on the server and in the first paint, where it is unknown. */
export function useTimeZone(): string | null {
  return useSyncExternalStore(NEVER, localZone, () => null);
}
