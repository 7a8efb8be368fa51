import { findCondition } from '#lib/knative/conditions.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import { type RevisionShares, resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/**
 * servedShares returns what `spec.traffic` serves now, by revision. Null unless the status reflects this spec, the Route is ready, the
 * routed traffic is what the list asks for, and each revision that gets traffic exists and is Ready. `percents` as returned by
 * routedPercents. During a gradual rollout no split is served yet.
 */
export function servedShares(
  { service, revisions }: ServiceObjects,
  percents: ReadonlyMap<string, number>,
): RevisionShares | null {
  const { metadata, spec, status } = service;
  if (status?.observedGeneration !== metadata.generation) return null;
  if (findCondition(status?.conditions, 'RoutesReady')?.status !== 'True') return null;
  const requested = resolvedShares(spec.traffic ?? DEFAULT_TRAFFIC, status?.latestReadyRevisionName ?? null);
  const routed = Object.fromEntries([...percents].filter(([, percent]) => percent > 0));
  if (!sameShares(requested, routed)) return null;
  const isReady = (name: string): boolean =>
    findCondition(revisions.find(({ metadata }) => metadata.name === name)?.status?.conditions, 'Ready')
      ?.status === 'True';
  return Object.keys(requested).every(isReady) ? requested : null;
}
