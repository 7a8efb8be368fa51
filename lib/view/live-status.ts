import type { ConnectionState } from '#lib/live/live-store.ts';
import type { ClusterView, SourceView } from './types.ts';

/** Whether what the screen shows is current. Times are Unix ms of the server's clock. */
export type LiveStatus =
  | { state: 'connecting' }
  /** `without` names the kinds that may not be read any more and that routed traffic does not depend on. */
  | { state: 'live'; heardAt: number; without: string[] }
  /** `what` names what is down and why, for a sentence that begins with "Not live since 12:04 —". */
  | { state: 'down'; since: number; what: string };

/** A watch that ends and opens again within this time is the normal course of things, not a fault. */
export const RECONNECT_GRACE_MS = 2_000;

/** The API server is asked every 5 s and has 4 s to answer: one that was last heard longer ago is not known to be live. */
const PROOF_MS = 15_000;
/** What routed traffic is told from: without one of these, the screen may be wrong about it. */
const TRAFFIC = new Set(['Service', 'Route', 'Configuration', 'Revision', 'Ingress']);

/** reconnectFaultAt tells from when on sources that are reconnecting count as down, Unix ms; null when none is. */
export function reconnectFaultAt(sources: Iterable<SourceView>): number | null {
  const since = [...sources]
    .filter(({ phase }) => phase === 'reconnecting')
    .map((source) => Date.parse(source.since));
  return since.length === 0 ? null : Math.min(...since) + RECONNECT_GRACE_MS;
}

/** toLiveStatus joins the stream's state, the API server's and each watch's into one answer; the nearest fault wins. */
export function toLiveStatus(
  connection: ConnectionState,
  cluster: ClusterView | undefined,
  sources: Iterable<SourceView>,
  /** Whether sources that are reconnecting have been so for too long; see reconnectFaultAt. */
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
  const all = [...sources];
  const broken = all.filter(
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
  // The server tells when the API server was heard: long ago is no proof of now.
  if (streamHeardAt - heardAt > PROOF_MS) return { state: 'connecting' };
  const without = all.filter((source) => isWithdrawn(source)).map(({ kind }) => kind);
  return { state: 'live', heardAt, without: [...new Set(without)] };
}

/** isWithdrawn reports whether a kind was listed and may not be any more: what was seen of it stays and gets old. */
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
      return `the credential plugin ${cluster.plugin ?? ''} waits for you to sign in${why}`;
    case 'noCredentials':
      return cluster.apiError.replace(/\.$/, '');
    case 'connecting':
    case 'live':
    case 'noKnative':
    default:
      return null;
  }
}
