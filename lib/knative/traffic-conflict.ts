import type { EditRefusal } from '#lib/knative/traffic-edit.ts';
import { refusalOfTraffic } from '#lib/knative/traffic-refusal.ts';
import { type RowKey, rowKeyOf } from '#lib/knative/traffic-rows.ts';
import { percentOf, tagOf, totalPercent } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** What one of three lists gives a row. */
export interface RowState {
  percent: number;
  tags: string[];
}

/** One row as it was, as someone else left it, and as the person wants it; null where a list has no target for it. */
export interface RowComparison {
  key: RowKey;
  base: RowState | null;
  theirs: RowState | null;
  mine: RowState | null;
  /** Against base, by percents and tags of the row's targets. */
  theyChanged: boolean;
  iChanged: boolean;
  /** Both changed it, and not to the same. */
  conflict: boolean;
}

/**
 * compareTraffic sets three lists side by side, row by row: those of mine first, then what only the others have. It sees what
 * a split does, not how it is written: an absent percent is 0, order does not count.
 */
export function compareTraffic(
  base: readonly TrafficTarget[],
  theirs: readonly TrafficTarget[],
  mine: readonly TrafficTarget[],
): RowComparison[] {
  const keys = new Set([...mine, ...base, ...theirs].map(rowKeyOf));
  return [...keys].map((key) => {
    const [before, other, own] = [base, theirs, mine].map((targets) => fingerprint(targets, key));
    const theyChanged = other !== before;
    const iChanged = own !== before;
    return {
      key,
      base: stateOf(base, key),
      theirs: stateOf(theirs, key),
      mine: stateOf(mine, key),
      theyChanged,
      iChanged,
      conflict: theyChanged && iChanged && other !== own,
    };
  });
}

/**
 * rebaseTraffic makes my changes again on their list: the targets of each row that I changed become mine, all others stay theirs
 * byte for byte. It refuses, in words, where both changed a row or the result would not be a valid split.
 */
export function rebaseTraffic(
  base: readonly TrafficTarget[],
  theirs: readonly TrafficTarget[],
  mine: readonly TrafficTarget[],
): readonly TrafficTarget[] | EditRefusal {
  const rows = compareTraffic(base, theirs, mine);
  const contested = rows.filter((row) => row.conflict).map((row) => row.key);
  if (contested.length > 0) return { refused: `Both of you changed ${contested.join(', ')}.` };
  const changed = new Set(rows.filter((row) => row.iChanged && !row.theyChanged).map((row) => row.key));
  if (changed.size === 0) return theirs;
  const next = theirs.flatMap((target, index) => {
    const key = rowKeyOf(target);
    if (!changed.has(key)) return [target];
    const isFirst = theirs.findIndex((other) => rowKeyOf(other) === key) === index;
    return isFirst ? mine.filter((own) => rowKeyOf(own) === key) : [];
  });
  const placed = new Set(theirs.map(rowKeyOf));
  next.push(...mine.filter((own) => changed.has(rowKeyOf(own)) && !placed.has(rowKeyOf(own))));
  return refusalOfTraffic(next) ?? next;
}

function targetsOf(targets: readonly TrafficTarget[], key: RowKey): TrafficTarget[] {
  return targets.filter((target) => rowKeyOf(target) === key);
}

function stateOf(targets: readonly TrafficTarget[], key: RowKey): RowState | null {
  const own = targetsOf(targets, key);
  return own.length === 0
    ? null
    : { percent: totalPercent(own), tags: own.flatMap((target) => tagOf(target) ?? []) };
}

function fingerprint(targets: readonly TrafficTarget[], key: RowKey): string {
  return targetsOf(targets, key)
    .map((target) => JSON.stringify([tagOf(target), percentOf(target)]))
    .sort()
    .join();
}
