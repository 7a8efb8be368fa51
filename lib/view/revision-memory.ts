import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedPod } from '#lib/knative/trimmed.ts';
import type { FailureReason } from '#lib/view/headline.ts';
import { NODE_LOST, podState } from '#lib/view/project-pod.ts';
import { podCounts } from '#lib/view/scale.ts';
import type { RevisionMemories, RevisionMemory, ServiceObjects } from '#lib/view/service-objects.ts';

const NO_NODE = 'Unschedulable';
const LOSSES = new Set([NODE_LOST, 'Completed', 'Evicted']);

/**
 * rememberRevisions updates the memories with the current state of a Service's objects. A failure is kept until a pod of the revision is
 * ready. A revision that is gone is forgotten, so there are never more memories than revisions.
 */
export function rememberRevisions(
  before: RevisionMemories,
  objects: Pick<ServiceObjects, 'revisions' | 'podAutoscalers' | 'pods' | 'unread'>,
  now: number,
): RevisionMemories {
  const counts = podCounts(objects);
  const after = new Map<string, RevisionMemory>();
  for (const { metadata } of objects.revisions) {
    const { uid, name } = metadata;
    const known = before.get(uid);
    const pods = podsOf(objects.pods, name);
    const { ready, desired } = counts.get(name) ?? { ready: 0, desired: 0 };
    const shortSince = ready < desired ? (known?.shortSince ?? shortageStart(pods, now)) : null;
    const failure = podFailure(pods) ?? (ready > 0 ? null : (known?.failure ?? null));
    if (shortSince !== null || failure !== null) after.set(uid, { shortSince, failure });
  }
  return after;
}

/** podsOf returns the pods of a revision. */
export function podsOf(pods: readonly TrimmedPod[], revisionName: string): TrimmedPod[] {
  return pods.filter((pod) => pod.metadata.labels?.[LABEL.revision] === revisionName);
}

/**
 * podFailure returns why the pods of a revision fail while none of them is ready. They show immediately what Knative reports about a new
 * Revision after the progress deadline (10 min by default). A pod in phase Failed was evicted and has been replaced, so it does not count.
 * A pod without a node may still get one; isHopeless distinguishes it.
 */
export function podFailure(pods: readonly TrimmedPod[]): FailureReason | null {
  const states = pods.filter((pod) => pod.status?.phase !== 'Failed').map(podState);
  if (states.some(({ phase }) => phase === 'ready')) return null;
  const failed =
    states.find(({ phase }) => phase === 'failed') ?? states.find(({ reason }) => reason === NO_NODE);
  return failed === undefined
    ? null
    : { reason: failed.reason, message: failed.message, container: failed.container };
}

/**
 * lossOf returns what happened to the pods of a revision that has none left that serves: evicted, ended, on a lost node. Null when unknown.
 */
export function lossOf(pods: readonly TrimmedPod[]): FailureReason | null {
  const states = pods.map((pod) =>
    pod.status?.reason === 'Evicted'
      ? { reason: 'Evicted', message: pod.status.message ?? '' }
      : podState(pod),
  );
  return states.find(({ reason }) => LOSSES.has(reason)) ?? null;
}

/** heldBack returns why one of a revision's pods is not ready, whatever the state of the others; null when unknown. */
export function heldBack(pods: readonly TrimmedPod[]): FailureReason | null {
  const states = pods.map(podState);
  return (
    states.find(({ phase, reason }) => phase !== 'ready' && phase !== 'terminating' && reason !== '') ?? null
  );
}

/** isHopeless reports whether waiting does not resolve a failure; a node may still become available. */
export function isHopeless({ reason }: FailureReason): boolean {
  return reason !== NO_NODE;
}

/**
 * shortageStart returns when the pod that has been unready the longest became unready, according to its status; `now` when there is none.
 */
function shortageStart(pods: readonly TrimmedPod[], now: number): number {
  let start = now;
  for (const pod of pods) {
    const { phase } = podState(pod);
    if (phase === 'ready' || phase === 'terminating') continue;
    const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready');
    const at = Date.parse(ready?.lastTransitionTime ?? pod.metadata.creationTimestamp);
    if (at < start) start = at;
  }
  return start;
}
