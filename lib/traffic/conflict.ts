import type { TrafficTarget } from '#lib/knative/types.ts';
import { applyTrafficEdit } from '#lib/traffic/edit.ts';
import { type EditRefusal, isRefusal, refusalOfTraffic } from '#lib/traffic/refusal.ts';
import { type RowKey, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { percentOf, tagOf, totalPercent } from '#lib/traffic/target.ts';

/** State of a row in one of the three lists. */
export interface RowState {
  percent: number;
  tags: string[];
}

/** One row in its base state, as someone else left it, and as the person wants it; null when a list has no target for it. */
export interface RowComparison {
  key: RowKey;
  base: RowState | null;
  theirs: RowState | null;
  mine: RowState | null;
  /** Compared with base, by percents and tags of the row's targets. */
  theyChanged: boolean;
  iChanged: boolean;
  /** Both changed it, to different values. */
  conflict: boolean;
}

/**
 * compareTraffic compares three lists row by row: first the rows of mine, then those that only the others have. It compares what a split
 * does, not how it is written: an absent percent is 0, and order does not matter.
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
 * rebaseTraffic reapplies my changes to their list. Targets of a row that only I changed become mine; those of a row that only they changed
 * stay theirs, byte for byte. When both changed a row, percents and tags are merged separately. It refuses, with a reason, when both
 * changed the same value differently, or when the result would not be a valid split.
 */
export function rebaseTraffic(
  base: readonly TrafficTarget[],
  theirs: readonly TrafficTarget[],
  mine: readonly TrafficTarget[],
): readonly TrafficTarget[] | EditRefusal {
  const rows = compareTraffic(base, theirs, mine);
  if (rows.some((row) => row.conflict)) return mergeApart(base, theirs, mine);
  // A row that both changed alike hides a tag that moved from it to different rows.
  const hidden = contestedTags(merge(base, theirs, mine, tagPlaces, null));
  const changed = new Set(rows.filter((row) => row.iChanged && !row.theyChanged).map((row) => row.key));
  if (changed.size === 0) return hidden ?? theirs;
  const next = theirs.flatMap((target, index) => {
    const key = rowKeyOf(target);
    if (!changed.has(key)) return [target];
    const isFirst = theirs.findIndex((other) => rowKeyOf(other) === key) === index;
    return isFirst ? mine.filter((own) => rowKeyOf(own) === key) : [];
  });
  const placed = new Set(theirs.map(rowKeyOf));
  next.push(...mine.filter((own) => changed.has(rowKeyOf(own)) && !placed.has(rowKeyOf(own))));
  return notWhole(totalPercent(next), [base, theirs, mine]) ?? refusalOfTraffic(next) ?? hidden ?? next;
}

/** notWhole returns why two valid changes do not combine into a valid one; null when they do. */
function notWhole(
  total: number,
  lists: readonly [
    base: readonly TrafficTarget[],
    theirs: readonly TrafficTarget[],
    mine: readonly TrafficTarget[],
  ],
): EditRefusal | null {
  if (total === 100) return null;
  const [was, they, me] = lists.map((targets) => percentsOf(targets)) as [Percents, Percents, Percents];
  // A row that one side removed and the other set to 0 has the same share in both.
  const at = (percents: Percents, key: string) => percents.get(key) ?? 0;
  const alike = [...new Set([...was.keys(), ...me.keys()])]
    .filter((key) => at(they, key) === at(me, key) && at(me, key) !== at(was, key))
    .map((key) => `${key} to ${at(me, key)} %`);
  const off = total > 100 ? `${total - 100} % too much` : `${100 - total} % too little`;
  return {
    refused: `You both changed ${alike.join(', ')}, but each of you adjusted different rows in return: together that is ${total} %, ${off}.`,
  };
}

type Percents = ReadonlyMap<string, number>;

/** mergeApart does a three-way merge of each row's percent and, separately, of each tag's row. */
function mergeApart(
  base: readonly TrafficTarget[],
  theirs: readonly TrafficTarget[],
  mine: readonly TrafficTarget[],
): readonly TrafficTarget[] | EditRefusal {
  const percents = merge(base, theirs, mine, percentsOf, 0);
  const tags = merge(base, theirs, mine, tagPlaces, null);
  if (percents.contested.length > 0) return { refused: `You both changed ${percents.contested.join(', ')}.` };
  const refusal = contestedTags(tags);
  if (refusal !== null) return refusal;
  let next: readonly TrafficTarget[] | EditRefusal = theirs;
  for (const [tag, row] of tags.mine) {
    const isThere: boolean = next.some((target) => tagOf(target) === tag);
    if (row === null && !isThere) continue;
    next =
      row === null
        ? applyTrafficEdit(next, { type: 'removeTag', tag })
        : applyTrafficEdit(next, { type: isThere ? 'moveTag' : 'addTag', tag, row });
    if (isRefusal(next)) return next;
  }
  const mergedPercents = { ...Object.fromEntries(percentsOf(next)), ...Object.fromEntries(percents.mine) };
  const total = Object.values(mergedPercents).reduce((sum, percent) => sum + percent, 0);
  return (
    notWhole(total, [base, theirs, mine]) ??
    applyTrafficEdit(next, { type: 'setPercents', percents: Object.fromEntries(percents.mine) })
  );
}

function contestedTags({ contested }: Merged<RowKey | null>): EditRefusal | null {
  return contested.length === 0 ? null : { refused: `You both changed the tag ${contested.join(', ')}.` };
}

interface Merged<V> {
  /** What I changed and they did not, by key. */
  mine: Map<string, V>;
  /** What both changed, to different values. */
  contested: string[];
}

function merge<V>(
  base: readonly TrafficTarget[],
  theirs: readonly TrafficTarget[],
  mine: readonly TrafficTarget[],
  read: (targets: readonly TrafficTarget[]) => ReadonlyMap<string, V>,
  absent: V,
): Merged<V> {
  const [before, other, own] = [read(base), read(theirs), read(mine)];
  const merged: Merged<V> = { mine: new Map(), contested: [] };
  for (const key of new Set([...before.keys(), ...other.keys(), ...own.keys()])) {
    const [was, they, me] = [before, other, own].map((map) => map.get(key) ?? absent) as [V, V, V];
    if (me === was || me === they) continue;
    if (they === was) merged.mine.set(key, me);
    else merged.contested.push(key);
  }
  return merged;
}

function percentsOf(targets: readonly TrafficTarget[]): Percents {
  return new Map(toRows(targets).map((row) => [row.key, row.percent]));
}

function tagPlaces(targets: readonly TrafficTarget[]): ReadonlyMap<string, RowKey | null> {
  return new Map(toRows(targets).flatMap((row) => row.tags.map((tag) => [tag, row.key] as const)));
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
