import { assertNever } from '#lib/assert-never.ts';
import { apportion } from '#lib/knative/apportion.ts';
import { refusalOfPercent, refusalOfTag, refusalOfTraffic } from '#lib/knative/traffic-refusal.ts';
import { LATEST, type RowKey, rowKeyOf, toRows } from '#lib/knative/traffic-rows.ts';
import {
  DEFAULT_TRAFFIC,
  newTarget,
  percentOf,
  sameTarget,
  sameTraffic,
  tagOf,
  totalPercent,
} from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** One change to a list of targets; what a gesture becomes. */
export type TrafficEdit =
  /** Percent of every row that changes; rows left out keep theirs. The result must sum to 100. */
  | { type: 'setPercents'; percents: Record<RowKey, number> }
  /** Give a destination a new tag: on its first untagged target, else a new 0 % target, as kn does. */
  | { type: 'addTag'; row: RowKey; tag: string }
  /** Take a tag off; its target goes when nothing is left of it (0 % and untagged). */
  | { type: 'removeTag'; tag: string }
  | { type: 'moveTag'; tag: string; row: RowKey }
  /** The exact list, for a roll back or a pasted one. */
  | { type: 'replace'; targets: TrafficTarget[] };

/** Why an edit cannot be made, in words for the person. */
export interface EditRefusal {
  refused: string;
}

type EditResult = readonly TrafficTarget[] | EditRefusal;

/** isRefusal tells a refusal from what an edit or a gesture gives otherwise. */
export function isRefusal(result: object): result is EditRefusal {
  return !Array.isArray(result) && typeof (result as Partial<EditRefusal>).refused === 'string';
}

/**
 * applyTrafficEdit returns the new `spec.traffic`, or why there is none. Targets that the edit does not concern stay byte
 * for byte; an edit that changes nothing returns the same array. An empty list is edited as what the webhook makes of it:
 * all on `@latest`.
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

/** Gives a row its percent: over its targets in proportion; drops untagged ones that come to 0. */
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

/** `url` belongs to status: a list pasted from there is taken without it. */
function replace(base: readonly TrafficTarget[], targets: readonly TrafficTarget[]): EditResult {
  const next = targets.map((target, index) => {
    const { url: _, ...written } = target;
    const before = base[index];
    return before !== undefined && sameTarget(before, written) ? before : written;
  });
  return sameTraffic(next, base) ? base : (refusalOfTraffic(next) ?? next);
}

/**
 * mergeUntagged makes one of the untagged targets of a destination. Two of them pass the webhook, but merge in
 * `status.traffic`, and the Service then stays `RoutesReady=Unknown/TrafficNotMigrated`; so a row that is edited keeps one.
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
