import type { LiveStatus } from '#lib/view/live-status.ts';

/** lastHeardAt returns when the data on screen were last known to be current, Unix ms of the server's clock. It never goes back. */
export function lastHeardAt(before: number, status: LiveStatus): number {
  return status.state === 'live' ? Math.max(before, status.heardAt) : before;
}

/**
 * stoppedAt returns the time at which the clock of the data stands still: since when they are stale, or, while the page connects, when they
 * were last current. Null while they are live: then the clock runs.
 */
export function stoppedAt(heardAt: number, status: LiveStatus): number | null {
  switch (status.state) {
    case 'down':
      return status.since;
    case 'connecting':
      return heardAt;
    case 'live':
    default:
      return null;
  }
}

/** How often a page has become live again. With a new count, what the cluster answered before is outdated. */
export interface Returns {
  isLive: boolean;
  count: number;
}

/** countReturns updates the count; it returns `seen` itself while the page stays live, or stays stale. */
export function countReturns(seen: Returns, isLive: boolean): Returns {
  if (seen.isLive === isLive) return seen;
  return { isLive, count: seen.count + (isLive ? 1 : 0) };
}
