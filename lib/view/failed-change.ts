import { findCondition } from '#lib/knative/conditions.ts';
import type { Pod, Revision } from '#lib/knative/types.ts';
import { causeOf } from '#lib/view/headline.ts';
import { heldBack, isHopeless, podFailure, podsOf } from '#lib/view/revision-memory.ts';
import type { RevisionMemory, ServiceObjects } from '#lib/view/service-objects.ts';

/** brokenNewest says why the newest revision of a Service failed, with its name; null when it did not, as far as is known. */
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

/** What tells why a revision fails. */
export interface RevisionFacts {
  revision: Revision;
  /** Null while pods cannot be read. */
  pods: readonly Pod[] | null;
  memory: RevisionMemory | undefined;
}

/**
 * failureOf says why a revision fails, with it as subject: what its pods say, else what the last of them said, else its condition.
 * Null when it does not fail, as far as is known.
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
  // Only its pods say why: one of them, while others may be ready, or none, where Knative has taken them away.
  const held = heldBack(pods);
  if (held !== null) return `${cause}: a pod ${causeOf(held)}`;
  return pods.length === 0 ? `${cause}; the cause is not known any more, as its pods are gone` : cause;
}
