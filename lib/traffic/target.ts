import { defaultTarget } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { LATEST, type RowKey } from '#lib/traffic/rows.ts';

/**
 * newTarget builds a target as the webhook leaves it after defaulting (`route_defaults.go`: `latestRevision` and `percent` always set), so
 * that what is written equals what the watch returns.
 */
export function newTarget(row: RowKey, percent: number, tag?: string): TrafficTarget {
  const destination: TrafficTarget =
    row === LATEST
      ? { latestRevision: true, percent }
      : { latestRevision: false, percent, revisionName: row };
  return tag === undefined ? destination : { ...destination, tag };
}

/** tagOf returns a target's tag; null when absent or empty, as the API writes it. */
export function tagOf(target: TrafficTarget): string | null {
  return target.tag === undefined || target.tag === '' ? null : target.tag;
}

/** percentOf returns a target's percent; absent means 0. */
export function percentOf(target: TrafficTarget): number {
  return target.percent ?? 0;
}

/** totalPercent returns the sum over a list of targets. */
export function totalPercent(targets: readonly TrafficTarget[]): number {
  return targets.reduce((sum, target) => sum + percentOf(target), 0);
}

const FIELDS = ['tag', 'revisionName', 'configurationName', 'latestRevision', 'percent', 'url'] as const;

/** sameTarget compares targets field by field as written: an absent field differs from one set to its default. */
export function sameTarget(a: TrafficTarget, b: TrafficTarget): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}

/** sameTraffic reports whether two lists hold equal targets in the same order. */
export function sameTraffic(a: readonly TrafficTarget[], b: readonly TrafficTarget[]): boolean {
  return (
    a.length === b.length &&
    a.every((target, index) => {
      const other = b[index];
      return other !== undefined && sameTarget(target, other);
    })
  );
}

/** sameAsDefaulted reports whether two lists are the same once the webhook has filled in their defaults. */
export function sameAsDefaulted(a: readonly TrafficTarget[], b: readonly TrafficTarget[]): boolean {
  return sameTraffic(
    a.map((target) => defaultTarget(target)),
    b.map((target) => defaultTarget(target)),
  );
}
