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
 * changeWords says how two lists differ, in one line: `90 / 10 → 50 / 50`, and tags in words, alone where no share differs:
 * `tag blue moves from a-1 to a-2`. Shares that only change places are named with their destinations.
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
    const isTold = from !== to;
    words.unshift(isTold ? `${from} → ${to}` : `${splitNames(before, order)} → ${splitNames(after, order)}`);
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
    if (from === undefined) return [`tag ${tag} is new on ${to ?? ''}`];
    return [to === undefined ? `tag ${tag} is gone from ${from}` : `tag ${tag} moves from ${from} to ${to}`];
  });
}
