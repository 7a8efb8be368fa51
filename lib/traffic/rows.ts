import type { TrafficTarget } from '#lib/knative/types.ts';

/** Row key of the destination that follows the latest ready Revision; kn's spelling. */
export const LATEST = '@latest';

/** A row of the editor: one destination, `@latest` or a revision's name. */
export type RowKey = string;

/** A destination in the editor: the sum and the tags of its targets. */
export interface TrafficRow {
  key: RowKey;
  /** Sum over the row's targets. */
  percent: number;
  tags: string[];
  /** Indexes into the list of targets, in list order. */
  targets: number[];
}

/** rowKeyOf returns the destination of a target: `@latest`, or the revision's name. */
export function rowKeyOf(target: TrafficTarget): RowKey {
  return target.revisionName !== undefined && target.revisionName !== '' ? target.revisionName : LATEST;
}

/** toRows groups targets by destination, in the order in which each first appears. */
export function toRows(targets: readonly TrafficTarget[]): TrafficRow[] {
  const rows = new Map<RowKey, TrafficRow>();
  for (const [index, target] of targets.entries()) {
    const key = rowKeyOf(target);
    const row = rows.get(key) ?? { key, percent: 0, tags: [], targets: [] };
    row.percent += target.percent ?? 0;
    if (target.tag !== undefined && target.tag !== '') row.tags.push(target.tag);
    row.targets.push(index);
    rows.set(key, row);
  }
  return [...rows.values()];
}
