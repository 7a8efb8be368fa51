import type { LiveStatus } from './live-status.ts';

/**
 * steadyStatus returns what the screen shows next: `next`, except that a fault lasts until the data are live again. A page that
 * reconnects has proved nothing yet, and of two faults the earlier one tells how old the data are. Returns `shown` when nothing changes.
 */
export function steadyStatus(shown: LiveStatus, next: LiveStatus): LiveStatus {
  if (shown.state !== 'down' || next.state === 'live') return next;
  const what = next.state === 'down' ? next.what : 'reconnecting';
  const since = next.state === 'down' && !(shown.since <= next.since) ? next.since : shown.since;
  return what === shown.what && since === shown.since ? shown : { state: 'down', since, what };
}
