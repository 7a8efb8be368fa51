import type { LiveStatus } from './live-status.ts';

/**
 * How old the data on screen are, Unix ms of the server's clock. `lastLive`: when they were last known to be live.
 * `oldSince`: since when they have been old; null while they are not.
 */
export interface DataAge {
  lastLive: number;
  oldSince: number | null;
}

/**
 * nextDataAge follows a live status. Old data stay old until they are live again, and never get younger: the connection that
 * begins anew proves nothing, and of two faults the one that began first counts. Returns the age given when nothing changed.
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
