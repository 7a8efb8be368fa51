import type { ConnectionState } from '#lib/live/live-store.ts';
import type { ClusterView, SourceView } from './models/cluster.ts';

/** Whether the screen is current. Times are Unix ms of the server's clock. */
export type LiveStatus =
  | { state: 'connecting' }
  /** `without` names the kinds that Sluice may no longer read and that routed traffic does not depend on. */
  | { state: 'live'; heardAt: number; without: string[] }
  /** `what` names what is down and why, for a sentence that begins with "Not live since 12:04 —". */
  | { state: 'down'; since: number; what: string };

/** A watch that ends and reopens within this time is normal, not a fault. */
export const RECONNECT_GRACE_MS = 2_000;

/** The API server is polled every 5 s and has 4 s to answer. If it was last heard longer ago than this, it is not known to be live. */
const PROOF_MS = 15_000;
/** Kinds that routed traffic is derived from: without one of these, the screen may show it incorrectly. */
const TRAFFIC = new Set(['Service', 'Route', 'Configuration', 'Revision', 'Ingress']);

/** reconnectFaultAt returns when reconnecting sources start to count as down, Unix ms; null when none is reconnecting. */
export function reconnectFaultAt(sources: Iterable<SourceView>): number | null {
  const since = [...sources]
    .filter(({ phase }) => phase === 'reconnecting')
    .map((source) => Date.parse(source.since));
  return since.length === 0 ? null : Math.min(...since) + RECONNECT_GRACE_MS;
}

/** toLiveStatus combines the state of the stream, the API server and each watch into one status; the nearest fault wins. */
export function toLiveStatus(
  connection: ConnectionState,
  cluster: ClusterView | undefined,
  sources: Iterable<SourceView>,
  /** Whether sources have been reconnecting for too long; see reconnectFaultAt. */
  reconnectingIsFault: boolean,
): LiveStatus {
  if (connection.phase === 'lost') {
    return {
      state: 'down',
      since: (connection.heardAt ?? connection.since) + connection.serverClockOffsetMs,
      what: 'Sluice’s server does not answer',
    };
  }
  if (connection.phase === 'connecting' || cluster === undefined || cluster.api === 'connecting')
    return { state: 'connecting' };
  const api = apiFault(cluster);
  if (api !== null) return { state: 'down', since: Date.parse(cluster.apiSince), what: api };
  const sourceViews = [...sources];
  const broken = sourceViews.filter(
    (source) =>
      source.phase === 'unauthorized' ||
      (source.phase === 'reconnecting' && reconnectingIsFault) ||
      (isWithdrawn(source) && TRAFFIC.has(source.kind)),
  );
  const [first] = broken.toSorted((a, b) => a.since.localeCompare(b.since));
  if (first !== undefined) {
    const kinds = [...new Set(broken.map(({ kind }) => kind))].join(', ');
    const error = first.error === '' ? '' : `: ${first.error}`;
    return { state: 'down', since: Date.parse(first.since), what: `the watch of ${kinds} is down${error}` };
  }
  const streamHeardAt = (connection.heardAt ?? 0) + connection.serverClockOffsetMs;
  const heardAt = Math.min(streamHeardAt, connection.apiHeardAt ?? streamHeardAt);
  // The server reports when it last heard from the API server; a time long ago does not prove that it is live now.
  if (streamHeardAt - heardAt > PROOF_MS) return { state: 'connecting' };
  const without = sourceViews.filter((source) => isWithdrawn(source)).map(({ kind }) => kind);
  return { state: 'live', heardAt, without: [...new Set(without)] };
}

/** isWithdrawn reports whether a kind was listed and may no longer be read: its last known state stays and becomes stale. */
export function isWithdrawn({ phase, synced }: Pick<SourceView, 'phase' | 'synced'>): boolean {
  return phase === 'forbidden' && synced;
}

function apiFault(cluster: ClusterView): string | null {
  const why = cluster.apiError === '' ? '' : `: ${cluster.apiError}`;
  switch (cluster.api) {
    case 'unresponsive':
    case 'notReady':
    case 'foreign':
    case 'unreachable':
      return cluster.apiError;
    case 'unauthorized':
      return `the credentials were refused${why}`;
    case 'signIn':
      return `the credential plugin ${cluster.plugin ?? ''} is waiting for you to sign in${why}`;
    case 'noCredentials':
      return cluster.apiError.replace(/\.$/, '');
    case 'connecting':
    case 'live':
    case 'noKnative':
    default:
      return null;
  }
}
