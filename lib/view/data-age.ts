import type { LiveStatus } from './live-status.ts';

/**
 * The age of the data on screen, in Unix ms of the server's clock. `lastLive`: when they were last known to be live.
 * `oldSince`: since when they have been stale; null while they are live.
 */
export interface DataAge {
  lastLive: number;
  oldSince: number | null;
}

/**
 * nextDataAge applies a live status. Stale data stay stale until they are live again, and never get younger: a new connection
 * proves nothing, and of two faults the earlier one counts. Returns the given object when nothing changed.
 */
export function nextDataAge(age: DataAge, status: LiveStatus): DataAge {
  switch (status.state) {
    case 'live':
      return age.oldSince === null && status.heardAt <= age.lastLive
        ? age
        : { lastLive: Math.max(age.lastLive, status.heardAt), oldSince: null };
    case 'down':
      return age.oldSince !== null && !(status.since < age.oldSince)
        ? age
        : { ...age, oldSince: status.since };
    case 'connecting':
    default:
      return age;
  }
}
