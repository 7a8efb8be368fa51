import { findCondition } from '#lib/knative/conditions.ts';
import { objectKey } from '#lib/kubernetes/object.ts';
import { tagOf } from '#lib/traffic/target.ts';
import { attentionOf } from '#lib/view/attention.ts';
import { projectChange } from '#lib/view/change.ts';
import { harmOf } from '#lib/view/harm-of.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import { servingContainer } from '#lib/view/project-revision.ts';
import { rolloutOf } from '#lib/view/rollout-of.ts';
import { projectRoutedShares, routedPercents, statusTraffic } from '#lib/view/routed-shares.ts';
import { addressText } from '#lib/view/safe-url.ts';
import { podCounts, sumPods } from '#lib/view/scale.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { visibilityOf } from '#lib/view/visibility.ts';
import { toConditionView } from './condition-view.ts';

/** projectServiceSummary returns a row of the overview. `percents` as returned by routedPercents; `now` in Unix ms. */
export function projectServiceSummary(
  objects: ServiceObjects,
  now: number,
  percents: ReadonlyMap<string, number> = routedPercents(objects),
): ServiceSummary {
  const { service } = objects;
  const { metadata, status } = service;
  const ready = findCondition(status?.conditions, 'Ready');
  const rollout = rolloutOf(objects);
  const harm = harmOf(objects, percents, now);
  const attention = attentionOf(objects, { percents, rollout, harm, now });
  const latestReady = status?.latestReadyRevisionName ?? null;
  return {
    key: objectKey(service),
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid,
    createdAt: metadata.creationTimestamp,
    deleting: metadata.deletionTimestamp !== undefined,
    url: addressText(objects.route?.status?.url ?? status?.url),
    visibility: visibilityOf(service),
    state: attention.state,
    ready: ready === undefined ? null : toConditionView(ready),
    headline: attention.headline,
    since: attention.since,
    harm,
    routed: projectRoutedShares(objects, percents),
    rollout,
    tags: tagsOf(objects),
    latestReady,
    latestCreated: status?.latestCreatedRevisionName ?? null,
    latestPercent: latestReady === null ? 0 : (percents.get(latestReady) ?? 0),
    pods: sumPods(podCounts(objects).values()),
    change: projectChange(service),
    labels: metadata.labels ?? {},
    images: imagesOf(objects, percents),
  };
}

function tagsOf(objects: ServiceObjects): string[] {
  const tags = new Set<string>();
  for (const target of statusTraffic(objects)) {
    const tag = tagOf(target);
    if (tag !== null) tags.add(tag);
  }
  return [...tags];
}

function imagesOf(objects: ServiceObjects, percents: ReadonlyMap<string, number>): string[] {
  const images = new Set<string>();
  for (const { metadata, spec } of objects.revisions) {
    const image = (percents.get(metadata.name) ?? 0) > 0 ? servingContainer(spec)?.image : undefined;
    if (image !== undefined) images.add(image);
  }
  return [...images].sort();
}
