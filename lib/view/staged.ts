import { LATEST, rowKeyOf } from '#lib/knative/traffic-rows.ts';
import { tagOf } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/**
 * isStaged reports whether somebody has put the newest ready revision up as a candidate: a target names it, or follows @latest
 * under a tag. That it gets no traffic is what they want until they have looked at it.
 */
export function isStaged(specTraffic: readonly TrafficTarget[] | null, latestReady: string | null): boolean {
  return (specTraffic ?? []).some((target) => {
    const row = rowKeyOf(target);
    return row === LATEST ? tagOf(target) !== null : row === latestReady;
  });
}
