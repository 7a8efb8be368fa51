import type { TrafficTarget } from '#lib/knative/types.ts';
import { type RowKey, type TrafficRow, toRows } from '#lib/traffic/rows.ts';

/** Effect of a change on one destination. */
export interface RowChange {
  key: RowKey;
  from: number;
  to: number;
  addedTags: string[];
  removedTags: string[];
}

/** changedRows returns the destinations whose percent or tags differ between two lists, in the order of the newer list. */
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
 * splitText formats a split on one line, e.g. `90 / 10`, without rows that hold nothing. The numbers follow the order of the gate's rows.
 * `order`: the keys of the gate's rows; when absent, the list's own order.
 */
export function splitText(targets: readonly TrafficTarget[], order: readonly RowKey[] = []): string {
  const shares = inOrder(targets, order).map((row) => row.percent);
  return shares.length === 0 ? '100' : shares.join(' / ');
}

/** inOrder returns the rows that hold something; rows that the gate does not have come last. */
function inOrder(targets: readonly TrafficTarget[], order: readonly RowKey[]): TrafficRow[] {
  const place = new Map(order.map((key, index) => [key, index]));
  const placeOf = (row: TrafficRow) => place.get(row.key) ?? order.length;
  return toRows(targets)
    .filter((row) => row.percent > 0)
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** splitNames formats a split with its destinations in the order of the gate, e.g. `90 % @latest, 10 % a-1`. */
export function splitNames(targets: readonly TrafficTarget[], order: readonly RowKey[] = []): string {
  return inOrder(targets, order)
    .map((row) => `${row.percent} % ${row.key}`)
    .join(', ');
}

/**
 * changeWords describes the difference between two lists on one line: `90 / 10 → 50 / 50`, then the tag changes, or only those when no
 * share differs: `tag blue moved from a-1 to a-2`. Shares that only trade places are named with their destinations.
 */
export function changeWords(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  order: readonly RowKey[] = [],
): string {
  const changes = changedRows(before, after);
  const words = tagWords(before, after);
  if (changes.some((row) => row.from !== row.to)) {
    const [from, to] = [splitText(before, order), splitText(after, order)];
    const isVisible = from !== to;
    words.unshift(
      isVisible ? `${from} → ${to}` : `${splitNames(before, order)} → ${splitNames(after, order)}`,
    );
  }
  return words.length === 0 ? 'the order or spelling of its targets' : words.join('; ');
}

function tagWords(before: readonly TrafficTarget[], after: readonly TrafficTarget[]): string[] {
  const [old, now] = [before, after].map(
    (targets) => new Map(toRows(targets).flatMap((row) => row.tags.map((tag) => [tag, row.key] as const))),
  );
  return [...new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])])].flatMap((tag) => {
    const [from, to] = [old?.get(tag), now?.get(tag)];
    if (from === to) return [];
    if (from === undefined) return [`tag ${tag} added to ${to ?? ''}`];
    return [to === undefined ? `tag ${tag} removed from ${from}` : `tag ${tag} moved from ${from} to ${to}`];
  });
}
