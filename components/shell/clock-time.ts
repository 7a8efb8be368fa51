import { localZone } from '#components/ui/use-time-zone.ts';
import { formatClock, formatSecond } from '#lib/format/time.ts';

/** clockTime writes a time of day in the reader's time zone, e.g. `12:04`. Takes Unix ms. */
export function clockTime(ms: number): string {
  return formatClock(ms, localZone());
}

/** clockSecond is clockTime to the second, e.g. `12:04:10`. */
export function clockSecond(ms: number): string {
  return formatSecond(ms, localZone());
}
