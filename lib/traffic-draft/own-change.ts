import { sameAsDefaulted } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { OwnChange } from '#lib/traffic-draft/proposal.ts';
import { isRecord, isTraffic, readStoredValue } from '#lib/traffic-draft/stored-draft.ts';
import type { SplitView } from '#lib/view/types.ts';

/** The changes of one Service that a browser knows to be its own. */
export interface OwnChanges {
  uid: string;
  /** Sent, and not known to be refused: its answer may be lost. Its generation is the least that it can have made. */
  sent: OwnChange | null;
  /** The last one that the cluster is known to have taken. */
  written: OwnChange | null;
}

/** What the Service holds now. */
interface Live {
  /** `spec.traffic`, with its default where it is absent. */
  traffic: readonly TrafficTarget[];
  generation: number;
}

/** ownChangesKey names where a browser keeps its own changes of one Service; a Service created again has another uid. */
export function ownChangesKey(cluster: string, uid: string): string {
  return `sluice.change.${cluster}.${uid}`;
}

/**
 * standingChange is the last own change that nobody has changed the traffic after: the list is what it made, and no other one was
 * seen since its generation. Null where there is none, and while the view is older than the change.
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
  return [changes?.sent ?? null, changes?.written ?? null].find((it) => it !== null && stands(it)) ?? null;
}

/** encodeOwnChanges writes own changes for the browser's storage. */
export function encodeOwnChanges({ uid, sent, written }: OwnChanges): string {
  return JSON.stringify({ version: 1, uid, sent, written });
}

/** decodeOwnChanges reads stored changes; null when they are not of this Service or this version wrote no such thing. */
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
