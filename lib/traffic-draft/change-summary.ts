import { type RowKey, type TrafficRow, toRows } from '#lib/knative/traffic-rows.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** What a change does to one destination. */
export interface RowChange {
  key: RowKey;
  from: number;
  to: number;
  addedTags: string[];
  removedTags: string[];
}

/** changedRows lists the destinations whose percent or tags differ between two lists, in the order of the newer list. */
export function changedRows(before: readonly TrafficTarget[], after: readonly TrafficTarget[]): RowChange[] {
  const old = new Map(toRows(before).map((row) => [row.key, row]));
  const now = new Map(toRows(after).map((row) => [row.key, row]));
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((key) => {
      const from = old.get(key);
      const to = now.get(key);
      return {
        key,
        from: from?.percent ?? 0,
        to: to?.percent ?? 0,
        addedTags: (to?.tags ?? []).filter((tag) => !(from?.tags ?? []).includes(tag)),
        removedTags: (from?.tags ?? []).filter((tag) => !(to?.tags ?? []).includes(tag)),
      };
    })
    .filter((row) => row.from !== row.to || row.addedTags.length + row.removedTags.length > 0);
}

/**
 * splitText writes a split in one line, e.g. `90 / 10`, without the rows that hold nothing: in the order of the gate, so that
 * the figures stand as the rows do. `order`: the keys of the gate's rows; the list's own order when absent.
 */
export function splitText(targets: readonly TrafficTarget[], order: readonly RowKey[] = []): string {
  const shares = inOrder(targets, order).map((row) => row.percent);
  return shares.length === 0 ? '100' : shares.join(' / ');
}

/** inOrder returns the rows that hold something, those that the gate does not have last. */
function inOrder(targets: readonly TrafficTarget[], order: readonly RowKey[]): TrafficRow[] {
  const place = new Map(order.map((key, index) => [key, index]));
  const placeOf = (row: TrafficRow) => place.get(row.key) ?? order.length;
  return toRows(targets)
    .filter((row) => row.percent > 0)
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** splitNames writes a split with its destinations in the order of the gate, e.g. `90 % @latest, 10 % a-1`. */
export function splitNames(targets: readonly TrafficTarget[], order: readonly RowKey[] = []): string {
  return inOrder(targets, order)
    .map((row) => `${row.percent} % ${row.key}`)
    .join(', ');
}

/**
 * unlistedRevisions names the revisions of a list that are not among the known ones: a roll back to them would not be
 * routed.
 */
export function unlistedRevisions(targets: readonly TrafficTarget[], known: ReadonlySet<string>): string[] {
  return targets
    .flatMap((target) =>
      target.revisionName === undefined || target.revisionName === '' ? [] : [target.revisionName],
    )
    .filter((name) => !known.has(name));
}
