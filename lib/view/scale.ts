import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedPod } from '#lib/knative/trimmed.ts';
import { isReadyPod } from '#lib/view/project-pod.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/** Pod counts of one revision, or of several. */
export interface PodCount {
  ready: number;
  desired: number;
}

/**
 * podCounts returns ready and desired pods by revision name; every existing revision has an entry. While an autoscaler has not decided, as
 * before the first pod of a Revision was ready, the existing pods count as desired. When pods cannot be read, the autoscaler provides the
 * number of ready ones.
 */
export function podCounts(
  objects: Pick<ServiceObjects, 'revisions' | 'podAutoscalers' | 'pods' | 'unread'>,
): Map<string, PodCount> {
  const scales = new Map(objects.podAutoscalers.map(({ metadata, status }) => [metadata.name, status]));
  const present = Map.groupBy(
    objects.pods.filter(isPresent),
    (pod) => pod.metadata.labels?.[LABEL.revision] ?? '',
  );
  return new Map(
    objects.revisions.map((revision) => {
      const { name } = revision.metadata;
      const pods = present.get(name) ?? [];
      const scale = scales.get(name);
      const desired =
        decided(scale?.desiredScale) ?? decided(revision.status?.desiredReplicas) ?? pods.length;
      const ready = objects.unread.has('pod')
        ? (decided(scale?.actualScale) ?? decided(revision.status?.actualReplicas) ?? 0)
        : pods.filter(isReadyPod).length;
      return [name, { ready, desired }];
    }),
  );
}

/** isPresent reports whether a pod counts as one of the desired pods: one that is terminating, or has ended for good, does not. */
export function isPresent({ metadata, status }: TrimmedPod): boolean {
  return (
    metadata.deletionTimestamp === undefined && status?.phase !== 'Failed' && status?.phase !== 'Succeeded'
  );
}

/** sumPods sums counts. */
export function sumPods(counts: Iterable<PodCount>): PodCount {
  const sum: PodCount = { ready: 0, desired: 0 };
  for (const count of counts) {
    sum.ready += count.ready;
    sum.desired += count.desired;
  }
  return sum;
}

/**
 * decided returns a scale; undefined when there is none. An autoscaler that has not decided reports -1 (`autoscaling/v1alpha1
 * pa_types.go`), and so does the Revision's copy.
 */
export function decided(scale: number | undefined): number | undefined {
  return scale !== undefined && scale >= 0 ? scale : undefined;
}
