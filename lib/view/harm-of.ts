import { type Harm, judgeHarm } from '#lib/traffic/harm.ts';
import { brokenNewest } from '#lib/view/failed-change.ts';
import { routeServing } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';

/** harmOf judges the current routing of a Service, from its objects. `percents` as returned by routedPercents; `now` in Unix ms. */
export function harmOf(objects: ServiceObjects, percents: ReadonlyMap<string, number>, now: number): Harm {
  const route = routeServing(objects);
  // Nothing is routed, and the revision that would be has failed: this is not a slow start.
  const isHopeless = percents.size === 0 && brokenNewest(objects) !== null;
  return judgeHarm({
    service: objects.service.metadata.name,
    shares: percents,
    servingOf: (name) => servingOf(name, objects, now),
    route: isHopeless ? { ...route, accepted: false } : route,
  });
}
