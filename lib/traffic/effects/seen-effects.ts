import type { TrafficTarget } from '#lib/knative/types.ts';
import type { Effect, RevisionFact, TagFact } from '#lib/traffic/effects/effect-facts.ts';
import { effectsOf } from '#lib/traffic/effects/effects.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import { ownerSentence } from '#lib/view/traffic-owner-words.ts';

/** revisionFacts returns what a split needs to know about each revision that it may send traffic to. */
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

/** When pods cannot be read, the autoscaler still shows whether a revision has a ready one. */
function readyPodsOf(state: RevisionView['serving']['state'], seen: number): number | null {
  if (state === 'unknown') return null;
  return state === 'serves' ? Math.max(1, seen) : seen;
}

/** What a page sees of a Service, plus the problems that a dry run predicts for the Route; null before the dry run answered. */
interface Seen {
  head: ServiceHead;
  revisions: readonly RevisionView[];
  pods: readonly PodView[];
  foreseen: Foreseen | null;
}

/** Names that are already taken: of tags, and of revisions that are not the Service's. */
interface Foreseen {
  tags: readonly TagFact[];
  revisions: readonly { name: string; service: string | null; exists: boolean }[];
}

/** effectsSeen returns the effects of a change, based on what the page and the dry run know. */
export function effectsSeen(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  { head, revisions, pods, foreseen }: Seen,
): Effect[] {
  const { name, latestReady, rollout } = head.summary;
  const owner = head.trafficOwner;
  return effectsOf(before, after, {
    service: name,
    latestReady,
    revisions: revisionFacts(revisions, pods),
    rollout,
    otherWriter: owner === null || owner.stated === 'no' ? null : ownerSentence(owner),
    tagUrls: tagUrls(head),
    revisionOwners: new Map([
      ...(foreseen?.revisions ?? []).flatMap(({ name, service, exists }) =>
        exists ? [[name, service] as const] : [],
      ),
      ...Object.values(head.strangers).flatMap(({ revisionName, ofService, state }) =>
        state === 'missing' ? [] : [[revisionName, ofService] as const],
      ),
    ]),
    tags: foreseen?.tags ?? [],
  });
}

/** tagUrls returns the URLs that the Route has assigned to tags. */
export function tagUrls(head: ServiceHead): ReadonlyMap<string, string> {
  return new Map(
    head.routed.flatMap(({ tag, url }) => (tag === null || url === null ? [] : [[tag, url] as const])),
  );
}
