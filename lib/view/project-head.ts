import { sortConditions } from '#lib/knative/conditions.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrimmedDomainMapping } from '#lib/knative/trimmed.ts';
import type { RevisionTemplate, TrafficTarget } from '#lib/knative/types.ts';
import { LAST_APPLIED, maskText } from '#lib/kubernetes/mask-object.ts';
import type { RevisionServing } from '#lib/traffic/harm.ts';
import { percentOf, tagOf } from '#lib/traffic/target.ts';
import { mappingsOf } from '#lib/view/domain-mappings.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import type { TargetView } from '#lib/view/models/traffic.ts';
import { isCurrent } from '#lib/view/progress.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import { routeServing } from '#lib/view/route-serving.ts';
import { statusTraffic } from '#lib/view/routed-shares.ts';
import { addressText } from '#lib/view/safe-url.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';
import { tagTroubles } from '#lib/view/tag-troubles.ts';
import { trafficOwner } from '#lib/view/traffic-owner.ts';
import { toConditionView } from './condition-view.ts';

/** projectServiceHead returns the header of the Service page. `percents` as returned by routedPercents; `now` in Unix ms. */
export function projectServiceHead(
  objects: ServiceObjects,
  now: number,
  percents: ReadonlyMap<string, number>,
  mappings: Iterable<TrimmedDomainMapping> = [],
): ServiceHead {
  const { service, route } = objects;
  const { metadata, spec, status } = service;
  const latestReady = status?.latestReadyRevisionName ?? null;
  const routed = statusTraffic(objects).map((target) => toTargetView(target, target.revisionName ?? null));
  const urls = new Map(routed.map((target) => [target.tag, target.url]));
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(([key]) => key !== LAST_APPLIED)
    .map(([key, value]) => [key, maskText(key, value)]);
  return {
    summary: projectServiceSummary(objects, now, percents),
    generation: metadata.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? null,
    resourceVersion: metadata.resourceVersion,
    conditions: sortConditions(status?.conditions).map(toConditionView),
    routeConditions: sortConditions(route?.status?.conditions).map(toConditionView),
    specTraffic: spec.traffic ?? null,
    desired: (spec.traffic ?? DEFAULT_TRAFFIC).map((target) => {
      const view = toTargetView(target, target.revisionName ?? latestReady);
      return view.tag === null ? view : { ...view, url: urls.get(view.tag) ?? null };
    }),
    routed,
    route: routeServing(objects),
    strangers: strangersOf(objects, now),
    mappings: mappingsOf(service, mappings),
    tagTroubles: tagTroubles(objects, { percents, now }),
    statusIsCurrent: isCurrent(objects),
    annotations: Object.fromEntries(annotations),
    trafficOwner: trafficOwner(service),
    templateName: spec.template.metadata?.name ?? null,
    templateHash: templateHash(spec.template),
  };
}

/** strangersOf returns what is known about the revisions that spec or status names and that are not the Service's own. */
function strangersOf(objects: ServiceObjects, now: number): Record<string, RevisionServing> {
  const own = new Set(objects.revisions.map(({ metadata }) => metadata.name));
  const named = [...(objects.service.spec.traffic ?? []), ...statusTraffic(objects)].flatMap(
    ({ revisionName }) => (revisionName === undefined || own.has(revisionName) ? [] : [revisionName]),
  );
  return Object.fromEntries([...new Set(named)].map((name) => [name, servingOf(name, objects, now)]));
}

function toTargetView(target: TrafficTarget, revisionName: string | null): TargetView {
  return {
    revisionName,
    latestRevision: target.latestRevision ?? target.revisionName === undefined,
    percent: percentOf(target),
    tag: tagOf(target),
    url: addressText(target.url),
  };
}

/** templateHash returns FNV-1a over the template's JSON, in base 36. It distinguishes two templates and does not have to be secret. */
function templateHash(template: RevisionTemplate): string {
  let hash = 0x811c9dc5;
  for (const unit of JSON.stringify(template)) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
