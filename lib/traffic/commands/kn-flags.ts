import { defaultTarget } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { computeKnTraffic, type KnFlags } from '#lib/traffic/commands/kn-traffic.ts';
import { toShares } from '#lib/traffic/gesture.ts';
import { rowKeyOf } from '#lib/traffic/rows.ts';
import { percentOf, tagOf } from '#lib/traffic/target.ts';

/**
 * knFlagsFor finds flags of `kn service update` that turn one list into the other, regardless of order; null when no flags do. It runs the
 * flags through kn's own algorithm first, so the result is verified.
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

/** canonical ignores the order, because it does not matter to the Route. */
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
 * trafficFlags returns candidates that set all percents, because kn resets those that it is not given: by revisions only, by tags only, or,
 * when neither can produce the list, by tag only where a revision has several targets.
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
