import { sortConditions, toConditionView } from '#lib/knative/conditions.ts';
import { DEFAULT_TRAFFIC, percentOf, tagOf } from '#lib/knative/traffic-target.ts';
import type { RevisionTemplate, TrafficTarget } from '#lib/knative/types.ts';
import { isCurrent } from '#lib/view/attention.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import { statusTraffic } from '#lib/view/routed-shares.ts';
import { addressText } from '#lib/view/safe-url.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { trafficOwner } from '#lib/view/traffic-owner.ts';
import type { ServiceHead, TargetView } from '#lib/view/types.ts';

/** kubectl's copy of the whole manifest: large, and nothing that a person wrote as an annotation. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** projectServiceHead makes the head of the Service page. `percents` as routedPercents gives them. */
export function projectServiceHead(
  objects: ServiceObjects,
  percents: ReadonlyMap<string, number>,
): ServiceHead {
  const { service, route } = objects;
  const { metadata, spec, status } = service;
  const latestReady = status?.latestReadyRevisionName ?? null;
  const routed = statusTraffic(objects).map((target) => toTargetView(target, target.revisionName ?? null));
  const urls = new Map(routed.map((target) => [target.tag, target.url]));
  const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations ?? {};
  return {
    summary: projectServiceSummary(objects, percents),
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
    statusIsCurrent: isCurrent(objects),
    annotations,
    trafficOwner: trafficOwner(service),
    templateHash: templateHash(spec.template),
  };
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

/** FNV-1a over the template's JSON, in base 36: tells two templates apart, and is no secret. */
function templateHash(template: RevisionTemplate): string {
  let hash = 0x811c9dc5;
  for (const unit of JSON.stringify(template)) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
