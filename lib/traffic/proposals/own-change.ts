import type { TrafficTarget } from '#lib/knative/types.ts';
import { isRecord, isTraffic, readStoredValue } from '#lib/traffic/draft/stored-draft.ts';
import type { OwnChange } from '#lib/traffic/proposals/proposal.ts';
import { sameAsDefaulted } from '#lib/traffic/target.ts';
import type { SplitView } from '#lib/view/models/history.ts';

/** Changes of one Service that a browser knows to be its own. */
export interface OwnChanges {
  uid: string;
  /** Sent, and not known to be refused; its response may be lost. Its generation is the lowest that it can have produced. */
  sent: OwnChange | null;
  /** The last change that the cluster is known to have accepted. */
  written: OwnChange | null;
}

/** Current state of the Service. */
interface Live {
  /** `spec.traffic`, with its default when it is absent. */
  traffic: readonly TrafficTarget[];
  generation: number;
}

/** ownChangesKey returns the browser storage key for a browser's own changes of one Service. A recreated Service has another uid. */
export function ownChangesKey(cluster: string, uid: string): string {
  return `sluice.change.${cluster}.${uid}`;
}

/**
 * standingChange returns the browser's last change if nobody has changed the traffic since: the list is what the change produced, and no
 * other list was seen since its generation. Null when there is none, and while the view is older than the change.
 */
export function standingChange(
  changes: OwnChanges | null,
  live: Live,
  splits: Iterable<Pick<SplitView, 'generation' | 'traffic'>>,
): OwnChange | null {
  const seen = [...splits];
  const stands = ({ after, generation }: OwnChange): boolean =>
    generation <= live.generation &&
    sameAsDefaulted(after, live.traffic) &&
    seen.every((split) => split.generation <= generation || sameAsDefaulted(split.traffic, after));
  return (
    [changes?.sent ?? null, changes?.written ?? null].find((change) => change !== null && stands(change)) ??
    null
  );
}

/** withSent records a change that is about to be sent; it keeps the last accepted one. */
export function withSent(changes: OwnChanges | null, uid: string, sent: OwnChange): OwnChanges {
  return { uid, sent, written: changes?.written ?? null };
}

/** withWritten records a change that the cluster has accepted; nothing is unanswered then. */
export function withWritten(uid: string, written: OwnChange): OwnChanges {
  return { uid, sent: null, written };
}

/** withoutSent forgets a change that the cluster did not accept; null when no other is known. */
export function withoutSent(changes: OwnChanges | null): OwnChanges | null {
  return changes === null || changes.written === null ? null : { ...changes, sent: null };
}

/** encodeOwnChanges encodes own changes for the browser's storage. */
export function encodeOwnChanges({ uid, sent, written }: OwnChanges): string {
  return JSON.stringify({ version: 1, uid, sent, written });
}

/** decodeOwnChanges decodes stored changes; null when they belong to another Service or are not in this version's format. */
export function decodeOwnChanges(text: string, uid: string): OwnChanges | null {
  const value = readStoredValue(text, uid);
  if (value === null) return null;
  const { sent, written } = value;
  return isChangeOrNull(sent) && isChangeOrNull(written) ? { uid, sent, written } : null;
}

const KINDS: ReadonlySet<unknown> = new Set<OwnChange['kind']>([
  'edit',
  'rollBack',
  'undo',
  'sendAll',
  'removeTarget',
]);

function isChangeOrNull(value: unknown): value is OwnChange | null {
  if (value === null) return true;
  if (!isRecord(value) || !KINDS.has(value.kind)) return false;
  const { before, after, latestReady, generation } = value;
  return (
    isTraffic(before) &&
    isTraffic(after) &&
    (latestReady === null || typeof latestReady === 'string') &&
    Number.isSafeInteger(generation)
  );
}
