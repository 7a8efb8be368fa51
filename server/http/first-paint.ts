import type { SnapshotMessage } from '#lib/live/protocol.ts';
import type { Visitor } from '#server/http/guard.ts';
import type { Live } from '#server/live/live.ts';

/** More rows than a tall screen shows. Rendering thousands on the server would block every stream. */
const ROWS = 50;

/**
 * firstPaint returns what a page is rendered from: the cluster's state, the first rows of the overview, the server's clock. On a shared
 * address it returns nothing about the cluster: a page request is authenticated by its cookie alone, which other programs on the machine
 * can obtain there. The data then comes from the API, which requires the page's proof.
 */
export async function firstPaint(
  live: Live,
  { caller, host, session }: Visitor,
): Promise<{ now: number; snapshots: SnapshotMessage[] }> {
  if (host === 'shared' && session !== undefined) return { now: Date.now(), snapshots: [] };
  const cluster = JSON.parse(await live.snapshot('cluster', caller)) as SnapshotMessage;
  const now = Date.now();
  // Before the watches have listed, an empty table would look like no Services.
  if (!live.sourcesState().synced) return { now, snapshots: [cluster] };
  const { rows, total, cursor } = live.firstRows(ROWS, caller);
  const services = Object.fromEntries(rows.map((summary) => [summary.key, summary]));
  const part = total > rows.length ? { total } : {};
  return {
    now,
    snapshots: [cluster, { type: 'snapshot', topic: 'services', cursor, collections: { services }, ...part }],
  };
}
