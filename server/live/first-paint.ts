import type { SnapshotMessage } from '#lib/live/protocol.ts';
import type { Visitor } from '#server/http/guard.ts';
import type { Live } from '#server/live/live.ts';

/** More rows than a tall screen shows; rendering thousands on the server would hold up every stream. */
const ROWS = 50;

/**
 * firstPaint returns what a page is rendered from: the cluster's state, the first rows of the overview, the server's clock. On a
 * shared address nothing of the cluster: a page is asked for by its cookie alone, which other programs of the machine can
 * have there; the data then come by the API, which asks for the page's proof.
 */
export async function firstPaint(
  live: Live,
  { caller, host, session }: Visitor,
): Promise<{ now: number; snapshots: SnapshotMessage[] }> {
  if (host === 'shared' && session !== undefined) return { now: Date.now(), snapshots: [] };
  const cluster = JSON.parse(await live.snapshot('cluster', caller)) as SnapshotMessage;
  const now = Date.now();
  // Before the watches have listed, no rows would read as no Services.
  if (!live.sourcesState().synced) return { now, snapshots: [cluster] };
  const { rows, total, cursor } = live.firstRows(ROWS, caller);
  const services = Object.fromEntries(rows.map((summary) => [summary.key, summary]));
  const part = total > rows.length ? { total } : {};
  return {
    now,
    snapshots: [cluster, { type: 'snapshot', topic: 'services', cursor, collections: { services }, ...part }],
  };
}
