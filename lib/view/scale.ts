import { LABEL } from '#lib/knative/labels.ts';
import type { Revision } from '#lib/knative/types.ts';
import { isReadyPod } from '#lib/view/project-pod.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/** Pods of one revision, or of several. */
export interface PodCount {
  ready: number;
  desired: number;
}

/** podCounts returns pods ready and desired by revision name; every revision that is there has an entry. */
export function podCounts(objects: ServiceObjects): Map<string, PodCount> {
  const desired = new Map(
    objects.podAutoscalers.map((it) => [it.metadata.name, it.status?.desiredScale ?? -1]),
  );
  const counts = new Map<string, PodCount>();
  for (const revision of objects.revisions) {
    const { name } = revision.metadata;
    counts.set(name, { ready: 0, desired: desiredScale(desired.get(name), revision) });
  }
  for (const pod of objects.pods) {
    const count = counts.get(pod.metadata.labels?.[LABEL.revision] ?? '');
    if (count !== undefined && isReadyPod(pod)) count.ready += 1;
  }
  return counts;
}

/** sumPods adds counts up. */
export function sumPods(counts: Iterable<PodCount>): PodCount {
  const sum: PodCount = { ready: 0, desired: 0 };
  for (const count of counts) {
    sum.ready += count.ready;
    sum.desired += count.desired;
  }
  return sum;
}

/** An autoscaler that has not decided says -1 (`autoscaling/v1alpha1 pa_types.go`); then the Revision's copy, else 0. */
function desiredScale(scale: number | undefined, revision: Revision): number {
  return scale !== undefined && scale >= 0 ? scale : Math.max(0, revision.status?.desiredReplicas ?? 0);
}
