import { type Harm, judgeHarm } from '#lib/traffic/harm.ts';
import { brokenNewest } from '#lib/view/failed-change.ts';
import { routeServing } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';

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
