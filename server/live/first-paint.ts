import type { SnapshotMessage } from '#lib/live/protocol.ts';
import type { Caller } from '#server/caller.ts';
import type { Live } from '#server/live/live.ts';

/** More rows than a tall screen shows; rendering thousands on the server would hold up every stream. */
const ROWS = 50;

/** firstPaint returns what a page is rendered from: the cluster's state, the first rows of the overview, the server's clock. */
export async function firstPaint(
  live: Live,
  caller: Caller,
): Promise<{ now: number; snapshots: SnapshotMessage[] }> {
  const cluster = JSON.parse(await live.snapshot('cluster', caller)) as SnapshotMessage;
  const now = Date.now();
  // Before the watches have listed, no rows would read as no Services.
  if (!live.sourcesState().synced) return { now, snapshots: [cluster] };
  const { rows, cursor } = live.firstRows(ROWS, caller);
  const services = Object.fromEntries(rows.map((summary) => [summary.key, summary]));
  return {
    now,
    snapshots: [cluster, { type: 'snapshot', topic: 'services', cursor, collections: { services } }],
  };
}
