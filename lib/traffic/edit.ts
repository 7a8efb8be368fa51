import { assertNever } from '#lib/assert-never.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import {
  type EditRefusal,
  isRefusal,
  refusalOfPercent,
  refusalOfTag,
  refusalOfTraffic,
} from '#lib/traffic/refusal.ts';
import { LATEST, type RowKey, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { newTarget, percentOf, sameTarget, sameTraffic, tagOf, totalPercent } from '#lib/traffic/target.ts';

/** One change to a list of targets. Gestures become edits. */
export type TrafficEdit =
  /** New percent of every row that changes; rows left out keep theirs. The result must sum to 100. */
  | { type: 'setPercents'; percents: Record<RowKey, number> }
  /** Adds a tag to a destination: on its first untagged target, otherwise on a new 0 % target, as kn does. */
  | { type: 'addTag'; row: RowKey; tag: string }
  /** Removes a tag, and its target when nothing else is left of it (0 % and untagged). */
  | { type: 'removeTag'; tag: string }
  | { type: 'moveTag'; tag: string; row: RowKey }
  /** The exact list, for a rollback or a pasted list. */
  | { type: 'replace'; targets: TrafficTarget[] };

type EditResult = readonly TrafficTarget[] | EditRefusal;

/**
 * applyTrafficEdit returns the new `spec.traffic`, or why it cannot. Targets that the edit does not affect stay byte for byte the same; an
 * edit that changes nothing returns the same array. An empty list is edited as the webhook defaults it: everything on `@latest`.
 */
export function applyTrafficEdit(targets: readonly TrafficTarget[], edit: TrafficEdit): EditResult {
  const base = targets.length === 0 ? DEFAULT_TRAFFIC : targets;
  const next = edited(base, edit);
  if (isRefusal(next)) return next;
  if (next === base || sameTraffic(next, base)) return targets;
  return refusalOfTraffic(next) ?? next;
}

function edited(base: readonly TrafficTarget[], edit: TrafficEdit): EditResult {
  switch (edit.type) {
    case 'setPercents':
      return setPercents(base, edit.percents);
    case 'addTag':
      return addTag(base, edit.row, edit.tag);
    case 'removeTag':
      return removeTag(base, edit.tag);
    case 'moveTag':
      return moveTag(base, edit.tag, edit.row);
    case 'replace':
      return replace(base, edit.targets);
    default:
      return assertNever(edit);
  }
}

function setPercents(base: readonly TrafficTarget[], percents: Record<RowKey, number>): EditResult {
  const held = new Map(toRows(base).map((row) => [row.key, row.percent]));
  let next = base;
  for (const [row, percent] of Object.entries(percents)) {
    const refusal = refusalOfRow(row) ?? refusalOfPercent(row, percent);
    if (refusal !== null) return refusal;
    if (percent !== (held.get(row) ?? 0)) next = spread(mergeUntagged(next, row), row, percent);
  }
  return next;
}

/** spread sets a row's percent, distributed over its targets in proportion. It drops untagged targets that reach 0. */
function spread(base: readonly TrafficTarget[], row: RowKey, percent: number): TrafficTarget[] {
  const own = base.filter((target) => rowKeyOf(target) === row);
  if (own.length === 0) return [...base, newTarget(row, percent)];
  const weights = own.map(percentOf);
  const receiver = own.find((target) => tagOf(target) === null) ?? own[0];
  const shares = weights.some((weight) => weight > 0)
    ? apportion(percent, weights)
    : own.map((target) => (target === receiver ? percent : 0));
  const shareOf = new Map(own.map((target, index) => [target, shares[index] ?? 0]));
  return base.flatMap((target) => {
    const share = shareOf.get(target);
    if (share === undefined || share === percentOf(target)) return [target];
    return share === 0 && tagOf(target) === null ? [] : [{ ...target, percent: share }];
  });
}

function addTag(base: readonly TrafficTarget[], row: RowKey, tag: string): EditResult {
  const refusal = refusalOfRow(row) ?? refusalOfTag(tag);
  if (refusal !== null) return refusal;
  const holder = base.find((target) => target.tag === tag);
  if (holder !== undefined) {
    const place = rowKeyOf(holder);
    return place === row ? base : { refused: `Tag "${tag}" is on ${place} already. Move it instead.` };
  }
  const merged = mergeUntagged(base, row);
  const free = merged.find((target) => rowKeyOf(target) === row && tagOf(target) === null);
  if (free === undefined) return [...merged, newTarget(row, 0, tag)];
  return merged.map((target) => (target === free ? { ...target, tag } : target));
}

function removeTag(base: readonly TrafficTarget[], tag: string): EditResult {
  const holder = base.find((target) => tagOf(target) === tag);
  if (holder === undefined) return { refused: `No target has the tag "${tag}".` };
  const { tag: _, ...untagged } = holder;
  const next = base.flatMap((target) => {
    if (target !== holder) return [target];
    return percentOf(holder) === 0 ? [] : [untagged];
  });
  return mergeUntagged(next, rowKeyOf(holder));
}

function moveTag(base: readonly TrafficTarget[], tag: string, row: RowKey): EditResult {
  const holder = base.find((target) => tagOf(target) === tag);
  if (holder !== undefined && rowKeyOf(holder) === row) return base;
  const removed = removeTag(base, tag);
  return isRefusal(removed) ? removed : addTag(removed, row, tag);
}

/** replace drops `url`, which belongs to status, in case the list was pasted from there. */
function replace(base: readonly TrafficTarget[], targets: readonly TrafficTarget[]): EditResult {
  const next = targets.map((target, index) => {
    const { url: _, ...written } = target;
    const before = base[index];
    return before !== undefined && sameTarget(before, written) ? before : written;
  });
  return sameTraffic(next, base) ? base : (refusalOfTraffic(next) ?? next);
}

/**
 * mergeUntagged merges the untagged targets of a destination into one. Two of them pass the webhook but are merged in `status.traffic`, and
 * the Service then stays `RoutesReady=Unknown/TrafficNotMigrated`; so an edited row keeps only one.
 */
export function mergeUntagged(base: readonly TrafficTarget[], row: RowKey): readonly TrafficTarget[] {
  const places = [...base.keys()].filter((index) => {
    const target = base[index];
    return target !== undefined && rowKeyOf(target) === row && tagOf(target) === null;
  });
  const [first] = places;
  if (first === undefined || places.length === 1) return base;
  const percent = totalPercent(base.filter((_, index) => places.includes(index)));
  return base.flatMap((target, index) => {
    if (index === first) return [percent === percentOf(target) ? target : { ...target, percent }];
    return places.includes(index) ? [] : [target];
  });
}

function refusalOfRow(row: RowKey): EditRefusal | null {
  if (row === '') return { refused: 'A target needs a revision, or @latest.' };
  return row.startsWith('@') && row !== LATEST
    ? { refused: `"${row}" is neither a revision nor ${LATEST}.` }
    : null;
}
