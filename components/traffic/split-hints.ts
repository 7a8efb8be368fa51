import type { Verdict } from '#components/actions/use-traffic-write.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { Effect, RevisionFact } from '#lib/traffic-draft/effect-facts.ts';
import { effectsOf } from '#lib/traffic-draft/effects.ts';
import { ownerSentence } from '#lib/view/traffic-owner-words.ts';
import type { PodView, RevisionView, ServiceHead } from '#lib/view/types.ts';

/** revisionFacts tells of each revision what a split that sends traffic to it should know. */
export function revisionFacts(revisions: readonly RevisionView[], pods: readonly PodView[]): RevisionFact[] {
  const readyPods = new Map<string, number>();
  for (const pod of pods) {
    if (pod.phase === 'ready') readyPods.set(pod.revisionName, (readyPods.get(pod.revisionName) ?? 0) + 1);
  }
  return revisions.map(({ name, routedPercent, ready, serving }) => ({
    name,
    routedPercent,
    ready,
    readyPods: readyPodsOf(serving.state, readyPods.get(name) ?? 0),
    failing: serving.state === 'fails' ? serving.words : null,
    starting: serving.state === 'starting',
    ...(serving.state === 'unknown' && !serving.words.includes('cannot be seen')
      ? { doubt: serving.words }
      : {}),
  }));
}

/** Where pods cannot be read, the autoscaler still tells whether a revision has a ready one. */
function readyPodsOf(state: RevisionView['serving']['state'], seen: number): number | null {
  if (state === 'unknown') return null;
  return state === 'serves' ? Math.max(1, seen) : seen;
}

interface Seen {
  head: ServiceHead;
  revisions: readonly RevisionView[];
  pods: readonly PodView[];
  verdict: Verdict;
}

/** effectsSeen judges a change by what the page and the dry run know. */
export function effectsSeen(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  { head, revisions, pods, verdict }: Seen,
): Effect[] {
  const { name, latestReady, rollout } = head.summary;
  const foreseen = verdict.state === 'accepted' ? verdict.foreseen : { tags: [], revisions: [] };
  const owner = head.trafficOwner;
  return effectsOf(before, after, {
    service: name,
    latestReady,
    revisions: revisionFacts(revisions, pods),
    rollout,
    otherWriter: owner === null || owner.stated === 'no' ? null : ownerSentence(owner),
    tagUrls: tagUrls(head),
    revisionOwners: new Map([
      ...foreseen.revisions.flatMap(({ name, service, exists }) =>
        exists ? [[name, service] as const] : [],
      ),
      ...Object.values(head.strangers).flatMap(({ revisionName, ofService, state }) =>
        state === 'missing' ? [] : [[revisionName, ofService] as const],
      ),
    ]),
    tags: foreseen.tags,
  });
}

/** tagUrls are the addresses that the Route has given to tags. */
export function tagUrls(head: ServiceHead): ReadonlyMap<string, string> {
  return new Map(
    head.routed.flatMap(({ tag, url }) => (tag === null || url === null ? [] : [[tag, url] as const])),
  );
}
