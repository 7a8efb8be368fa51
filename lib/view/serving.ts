import { findCondition } from '#lib/knative/conditions.ts';
import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { TrimmedPodAutoscaler, TrimmedRevision } from '#lib/knative/trimmed.ts';
import type { RevisionServing } from '#lib/traffic/harm.ts';
import { refusalOf } from '#lib/view/degraded.ts';
import { failureOf, type RevisionFacts } from '#lib/view/failed-change.ts';
import { causeOf } from '#lib/view/headline.ts';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { isReadyPod } from '#lib/view/project-pod.ts';
import { isHopeless, lossOf, podFailure, podsOf } from '#lib/view/revision-memory.ts';
import { decided, isPresent } from '#lib/view/scale.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

const HPA = 'hpa.autoscaling.knative.dev';

/** servingOf returns whether a revision that a Service's traffic names answers requests, preferring its pods to its conditions. */
export function servingOf(revisionName: string, objects: ServiceObjects, now: number): RevisionServing {
  const { service, foreign, unread, memories } = objects;
  const of = (candidate: TrimmedRevision): boolean => candidate.metadata.name === revisionName;
  const own = objects.revisions.find(of);
  const revision = own ?? foreign.revisions.find(of);
  const memory = revision === undefined ? undefined : memories.get(revision.metadata.uid);
  const isUnread = revision === undefined && unread.has('revision');
  // Pods are watched by a label that they inherit from their Revision: pods of a Revision without it cannot be seen.
  const label = revision?.metadata.labels?.[LABEL.service];

  if (revision === undefined && !isUnread) {
    return { revisionName, state: 'missing', words: 'does not exist', ofService: null };
  }
  const { pods, podAutoscalers } = own === undefined && !isUnread ? foreign : objects;
  const ownPods = podsOf(pods, revisionName);
  const isUnlabelled = revision !== undefined && label === undefined;
  return {
    revisionName,
    ...stateOf({
      revision,
      pods: unread.has('pod') || (isUnlabelled && ownPods.length === 0) ? null : ownPods,
      autoscaler: podAutoscalers.find(({ metadata }) => metadata.name === revisionName),
      memory,
      now,
    }),
    ofService: label === undefined || label === service.metadata.name ? null : label,
  };
}

interface RevisionState extends Omit<RevisionFacts, 'revision'> {
  /** Undefined when Revisions cannot be read; its pods and its autoscaler may still show its state. */
  revision: TrimmedRevision | undefined;
  autoscaler: TrimmedPodAutoscaler | undefined;
  now: number;
}

function stateOf(given: RevisionState): Pick<RevisionServing, 'state' | 'words'> {
  const { revision, pods, autoscaler, memory, now } = given;
  const status = revision?.status;
  const readyPods =
    pods?.filter(isReadyPod).length ??
    decided(autoscaler?.status?.actualScale) ??
    decided(status?.actualReplicas);
  if (readyPods === undefined || (readyPods === 0 && revision === undefined && autoscaler === undefined)) {
    const words = revision === undefined ? 'cannot be seen here' : 'has pods that cannot be seen here';
    return { state: 'unknown', words };
  }
  if (readyPods > 0) return { state: 'serves', words: '' };
  const failed = revision === undefined ? null : failureOf({ revision, pods, memory });
  if (failed !== null) return { state: 'fails', words: failed };
  const failure = podFailure(pods ?? []);
  const last = memory?.failure ?? null;
  const present = pods?.filter(isPresent) ?? [];
  const desired = Math.max(
    present.length,
    decided(autoscaler?.status?.desiredScale) ?? decided(status?.desiredReplicas) ?? 0,
  );
  if (desired === 0) return atZero(given);
  if (last !== null && isHopeless(last)) return { state: 'fails', words: causeOf(last) };
  const late = memory?.shortSince != null && now - memory.shortSince >= START_LIMIT_MS;
  const trouble =
    failure ?? (revision === undefined ? null : refusalOf(revision)) ?? last ?? lossOf(pods ?? []);
  const words = trouble === null ? 'has no ready pod' : causeOf(trouble);
  return { state: late ? 'fails' : 'starting', words: late || trouble !== null ? words : `${words} yet` };
}

/**
 * A revision scales to zero only once the activator answers for it (knative/serving `pkg/reconciler/autoscaling/kpa/scaler.go`); its
 * autoscaler then reports NoTraffic. An HPA has no activator in its path.
 */
function atZero({ revision, autoscaler, memory }: RevisionState): Pick<RevisionServing, 'state' | 'words'> {
  const conditions = autoscaler?.status?.conditions;
  const active = findCondition(conditions, 'Active') ?? findCondition(revision?.status?.conditions, 'Active');
  const isReady =
    revision === undefined || findCondition(revision.status?.conditions, 'Ready')?.status === 'True';
  const last = memory?.failure ?? null;
  if (active?.status === 'False' && active.reason === 'TimedOut') {
    return { state: 'fails', words: `could not be activated${last === null ? '' : `: it ${causeOf(last)}`}` };
  }
  if (last !== null)
    return { state: 'unknown', words: `has no pods, and the last one failed: it ${causeOf(last)}` };
  const refusal = revision === undefined ? null : refusalOf(revision);
  if (refusal !== null) return { state: 'unknown', words: `has no pods and ${causeOf(refusal)}` };
  const isHpa = (autoscaler ?? revision)?.metadata.annotations?.[ANNOTATION.autoscalerClass] === HPA;
  const sleeps = isReady && !isHpa && active?.status === 'False' && active.reason === 'NoTraffic';
  if (sleeps) return { state: 'asleep', words: '' };
  if (active?.status === 'Unknown') return { state: 'starting', words: 'has no ready pod yet' };
  return { state: 'unknown', words: 'has no pods, and nothing shows that requests will start one' };
}
