import type { TrafficTarget } from '#lib/knative/types.ts';
import { LATEST, rowKeyOf } from '#lib/traffic/rows.ts';
import { tagOf } from '#lib/traffic/target.ts';

/**
 * isStaged reports whether someone has staged the newest ready revision as a candidate: a target names it, or follows @latest under a tag.
 * It is then intended that it gets no traffic until they have reviewed it.
 */
export function isStaged(specTraffic: readonly TrafficTarget[] | null, latestReady: string | null): boolean {
  return (specTraffic ?? []).some((target) => {
    const row = rowKeyOf(target);
    return row === LATEST ? tagOf(target) !== null : row === latestReady;
  });
}
