import { formatClock, formatSecond } from '#lib/format/time.ts';
import { localZone } from './use-time-zone.ts';

/** clockTime formats a time of day in the user's time zone, e.g. `12:04`. Takes Unix ms. */
export function clockTime(ms: number): string {
  return formatClock(ms, localZone());
}

/** clockSecond is clockTime with seconds, e.g. `12:04:10`. */
export function clockSecond(ms: number): string {
  return formatSecond(ms, localZone());
}
