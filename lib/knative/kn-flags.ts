import { computeKnTraffic, type KnFlags } from '#lib/knative/kn-traffic.ts';
import { toShares } from '#lib/knative/traffic-gesture.ts';
import { rowKeyOf } from '#lib/knative/traffic-rows.ts';
import { defaultTarget, percentOf, tagOf } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/**
 * knFlagsFor finds flags of `kn service update` that turn one list into the other, order aside; null when kn has none that do. The
 * flags are run through kn's own algorithm first, so what this returns is true.
 */
export function knFlagsFor(base: readonly TrafficTarget[], next: readonly TrafficTarget[]): KnFlags | null {
  const tagFlags = tagChanges(base, next);
  const withShares = trafficFlags(next).map((traffic) => ({ ...tagFlags, traffic }));
  const candidates = sharesDiffer(base, next) ? withShares : [{ ...tagFlags, traffic: [] }, ...withShares];
  const found = candidates.find((flags) => makes(base, flags, next));
  return found !== undefined && isEmpty(found) ? null : (found ?? null);
}

function makes(base: readonly TrafficTarget[], flags: KnFlags, next: readonly TrafficTarget[]): boolean {
  const result = computeKnTraffic(base.map(defaultTarget), flags, '');
  return !('error' in result) && canonical(result) === canonical(next);
}

/** Order does not matter to the Route, so it does not count. */
function canonical(targets: readonly TrafficTarget[]): string {
  return targets
    .map((target) =>
      JSON.stringify([rowKeyOf(target), tagOf(target), percentOf(target), target.configurationName ?? null]),
    )
    .sort()
    .join('\n');
}

function tagChanges(
  base: readonly TrafficTarget[],
  next: readonly TrafficTarget[],
): { untag: string[]; tag: string[] } {
  const before = tagPlaces(base);
  const after = tagPlaces(next);
  return {
    untag: [...before].filter(([tag, row]) => after.get(tag) !== row).map(([tag]) => tag),
    tag: [...after].filter(([tag, row]) => before.get(tag) !== row).map(([tag, row]) => `${row}=${tag}`),
  };
}

function tagPlaces(targets: readonly TrafficTarget[]): Map<string, string> {
  return new Map(
    targets.flatMap((target) => {
      const tag = tagOf(target);
      return tag === null ? [] : [[tag, rowKeyOf(target)] as const];
    }),
  );
}

/**
 * All percents, since kn resets those that it is not given: named by revisions alone, by tags alone, or, where neither can make
 * the list, by a tag only where a revision has several targets.
 */
function trafficFlags(next: readonly TrafficTarget[]): string[][] {
  const routed = next.filter((target) => percentOf(target) > 0);
  const isOnly = (target: TrafficTarget) =>
    next.filter((other) => rowKeyOf(other) === rowKeyOf(target)).length === 1;
  const flags = (name: (target: TrafficTarget) => string) =>
    routed.map((target) => `${name(target)}=${percentOf(target)}`);
  const tagged = (target: TrafficTarget) => tagOf(target) ?? rowKeyOf(target);
  return [
    flags(rowKeyOf),
    ...(routed.every((target) => tagOf(target) !== null) ? [flags(tagged)] : []),
    flags((target) => (isOnly(target) ? rowKeyOf(target) : tagged(target))),
  ];
}

function sharesDiffer(base: readonly TrafficTarget[], next: readonly TrafficTarget[]): boolean {
  const [before, after] = [toShares(base), toShares(next)];
  return [...Object.keys(before), ...Object.keys(after)].some(
    (row) => (before[row] ?? 0) !== (after[row] ?? 0),
  );
}

function isEmpty({ untag, tag, traffic }: KnFlags): boolean {
  return untag.length + tag.length + traffic.length === 0;
}
