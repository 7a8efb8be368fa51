import { LATEST, rowKeyOf } from '#lib/knative/traffic-rows.ts';
import { percentOf } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** What is known of a revision that a proposed split may send traffic to. */
export interface RevisionFact {
  name: string;
  /** Percent that it is routed now. */
  routedPercent: number;
  /** Pods that are ready; null when unknown. */
  readyPods: number | null;
  ready: 'True' | 'False' | 'Unknown' | null;
}

/**
 * Something to know before a split is applied. `coldStart`: the revision has no pods, its first requests wait for one;
 * `notReady` and `missing`: the Route keeps its old split until the revision is there and ready; `noLatest`: `@latest`
 * gets traffic and no revision is ready yet.
 */
export interface SplitHint {
  type: 'coldStart' | 'notReady' | 'missing' | 'noLatest';
  /** The revision, or `@latest` where that resolves to none. */
  revisionName: string;
  /** What the proposed split gives it. */
  percent: number;
}

/** percentsByRevision sums a proposed split by the revisions that get it; `@latest` under its own name while none is ready. */
export function percentsByRevision(
  targets: readonly TrafficTarget[],
  latestReady: string | null,
): Map<string, number> {
  const percents = new Map<string, number>();
  for (const target of targets) {
    const row = rowKeyOf(target);
    const revision = row === LATEST ? (latestReady ?? LATEST) : row;
    percents.set(revision, (percents.get(revision) ?? 0) + percentOf(target));
  }
  return percents;
}

/** splitHints looks at each revision that a proposed split sends traffic to; tagged targets at 0 % count for readiness only. */
export function splitHints(
  targets: readonly TrafficTarget[],
  latestReady: string | null,
  revisions: readonly RevisionFact[],
): SplitHint[] {
  const facts = new Map(revisions.map((revision) => [revision.name, revision]));
  return [...percentsByRevision(targets, latestReady)].flatMap(([revisionName, percent]): SplitHint[] => {
    if (revisionName === LATEST) return [{ type: 'noLatest', revisionName, percent }];
    const fact = facts.get(revisionName);
    if (fact === undefined) return [{ type: 'missing', revisionName, percent }];
    if (fact.ready !== 'True') return [{ type: 'notReady', revisionName, percent }];
    const cold = percent > 0 && fact.routedPercent === 0 && fact.readyPods === 0;
    return cold ? [{ type: 'coldStart', revisionName, percent }] : [];
  });
}
