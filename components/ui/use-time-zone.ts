'use client';
import { useSyncExternalStore } from 'react';

const NEVER = () => () => {};
let zone: string | undefined;

/** localZone is the reader's IANA time zone. */
export function localZone(): string {
  zone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}

/** useTimeZone returns the reader's time zone; null on the server and in the first paint, where nobody knows it. */
export function useTimeZone(): string | null {
  return useSyncExternalStore(NEVER, localZone, () => null);
}
