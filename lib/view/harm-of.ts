import { type Harm, judgeHarm, type RevisionServing } from '#lib/traffic/harm.ts';
import { brokenNewest } from '#lib/view/failed-change.ts';
import { routeServing } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';
import type { RevisionView, ServiceHead } from '#lib/view/types.ts';

/** harmOf judges what is routed of a Service now, from its objects. `percents` as routedPercents gives them; `now` in Unix ms. */
export function harmOf(objects: ServiceObjects, percents: ReadonlyMap<string, number>, now: number): Harm {
  const route = routeServing(objects);
  // Nothing is routed, and what would be has failed: that is no start that takes its time.
  const isHopeless = percents.size === 0 && brokenNewest(objects) !== null;
  return judgeHarm({
    service: objects.service.metadata.name,
    shares: percents,
    servingOf: (name) => servingOf(name, objects, now),
    route: isHopeless ? { ...route, accepted: false } : route,
  });
}

/**
 * harmOfSplit judges a split that is not routed, or not yet, from what the screen knows: as if the Route took it. A revision that
 * neither the Service nor its traffic names is missing.
 */
export function harmOfSplit(
  head: Pick<ServiceHead, 'summary' | 'route' | 'strangers'>,
  revisions: Iterable<Pick<RevisionView, 'name' | 'serving'>>,
  shares: Iterable<readonly [revisionName: string, percent: number]>,
): Harm {
  const known = new Map<string, RevisionServing>(Object.entries(head.strangers));
  for (const { name, serving } of revisions) known.set(name, serving);
  return judgeHarm({
    service: head.summary.name,
    shares,
    servingOf: (revisionName) => known.get(revisionName) ?? missing(revisionName),
    route: { ...head.route, accepted: true },
  });
}

function missing(revisionName: string): RevisionServing {
  return { revisionName, state: 'missing', words: 'does not exist', ofService: null };
}
