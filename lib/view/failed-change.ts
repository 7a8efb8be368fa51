import { findCondition } from '#lib/knative/conditions.ts';
import type { TrimmedPod, TrimmedRevision } from '#lib/knative/trimmed.ts';
import { causeOf } from '#lib/view/headline.ts';
import { heldBack, isHopeless, podFailure, podsOf } from '#lib/view/revision-memory.ts';
import type { RevisionMemory, ServiceObjects } from '#lib/view/service-objects.ts';

/** brokenNewest returns why the newest revision of a Service failed, with its name; null when it is not known to have failed. */
export function brokenNewest({ service, revisions, pods, memories, unread }: ServiceObjects): string | null {
  const newest = service.status?.latestCreatedRevisionName;
  const revision = revisions.find(({ metadata }) => metadata.name === newest);
  if (revision === undefined) return null;
  const { name, uid } = revision.metadata;
  const cause = failureOf({
    revision,
    pods: unread.has('pod') ? null : podsOf(pods, name),
    memory: memories.get(uid),
  });
  return cause === null ? null : `${name} ${cause}`;
}

/** Evidence of why a revision fails. */
export interface RevisionFacts {
  revision: TrimmedRevision;
  /** Null while pods cannot be read. */
  pods: readonly TrimmedPod[] | null;
  memory: RevisionMemory | undefined;
}

/**
 * failureOf returns why a revision fails, with the revision as subject: what its pods report, otherwise what the last of them reported,
 * otherwise its condition. Null when it is not known to fail.
 */
export function failureOf({ revision, pods, memory }: RevisionFacts): string | null {
  const now = podFailure(pods ?? []);
  if (now !== null && isHopeless(now)) return causeOf(now);
  const ready = findCondition(revision.status?.conditions, 'Ready');
  if (ready?.status === 'True') return null;
  const last = memory?.failure ?? null;
  if (last !== null && (isHopeless(last) || ready?.status === 'False')) return causeOf(last);
  if (ready?.status !== 'False') return null;
  const { reason = '', message = '' } = ready;
  const cause = causeOf({ reason, message });
  if (reason !== 'ProgressDeadlineExceeded' || pods === null) return cause;
  // Only its pods show why: either one of them, while others may be ready, or none, if Knative has removed them.
  const held = heldBack(pods);
  if (held !== null) return `${cause}: a pod ${causeOf(held)}`;
  return pods.length === 0 ? `${cause}; the cause is no longer known because its pods are gone` : cause;
}
