import { assertNever } from '#lib/assert-never.ts';
import type { RevisionFact, SplitHint } from '#lib/knative/cold-start.ts';
import type { PodView, RevisionView } from '#lib/view/types.ts';

/** revisionFacts tells of each revision what a split that sends traffic to it should know. */
export function revisionFacts(revisions: readonly RevisionView[], pods: readonly PodView[]): RevisionFact[] {
  const ready = new Map<string, number>();
  for (const pod of pods) {
    if (pod.phase === 'ready') ready.set(pod.revisionName, (ready.get(pod.revisionName) ?? 0) + 1);
  }
  return revisions.map((revision) => ({
    name: revision.name,
    routedPercent: revision.routedPercent,
    readyPods: ready.get(revision.name) ?? 0,
    ready: revision.ready,
  }));
}

/** hintText says in a sentence what to know before a split is applied. */
export function hintText({ type, revisionName }: SplitHint): string {
  switch (type) {
    case 'coldStart':
      return `${revisionName} has no pods: the first requests wait for a cold start.`;
    case 'notReady':
      return `${revisionName} is not ready: the Route keeps its old split until it is.`;
    case 'missing':
      return `${revisionName} does not exist: the Route keeps its old split.`;
    case 'noLatest':
      return '@latest gets traffic and no revision is ready yet.';
    default:
      return assertNever(type);
  }
}
