import { findCondition } from '#lib/knative/conditions.ts';
import type { TrimmedDomainMapping, TrimmedService } from '#lib/knative/trimmed.ts';
import { firstLine } from '#lib/view/headline.ts';
import { PROGRESS_LIMIT_MS } from '#lib/view/limits.ts';
import type { DomainMappingView } from '#lib/view/models/service-head.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { toConditionView } from './condition-view.ts';

/** mappingsOf returns the DomainMappings that point to a Service, or to the Route of the same name, by host. */
export function mappingsOf(
  { metadata }: Pick<TrimmedService, 'metadata'>,
  mappings: Iterable<TrimmedDomainMapping>,
): DomainMappingView[] {
  const views: DomainMappingView[] = [];
  for (const mapping of mappings) {
    const isHere = mapping.metadata.namespace === metadata.namespace;
    if (!isHere || serviceMapped(mapping) !== metadata.name) continue;
    const ready = findCondition(mapping.status?.conditions, 'Ready');
    views.push({
      host: mapping.metadata.name,
      url: mapping.status?.url ?? null,
      ready: ready === undefined ? null : toConditionView(ready),
    });
  }
  return views.sort((a, b) => compareText(a.host, b.host));
}

/** serviceMapped returns the name of the Service that a DomainMapping points to, directly or through its Route; null when there is none. */
export function serviceMapped({ spec }: Pick<TrimmedDomainMapping, 'spec'>): string | null {
  // The API server accepts one without a spec when the webhook is missing.
  const ref = (spec as Partial<TrimmedDomainMapping['spec']> | undefined)?.ref;
  const isServing =
    ref?.apiVersion?.startsWith('serving.knative.dev/') ?? ref?.group === 'serving.knative.dev';
  return isServing && (ref?.kind === 'Service' || ref?.kind === 'Route') ? ref.name : null;
}

/**
 * mappingTrouble describes the first domain that Knative failed to map to a Service, or has worked on for longer than it should take; null
 * when there is none.
 */
export function mappingTrouble(
  { service, mappings }: Pick<ServiceObjects, 'service' | 'mappings'>,
  now: number,
): string | null {
  const views = mappingsOf(service, mappings);
  const failed = views.find(({ ready }) => ready?.status === 'False');
  const waiting = views.find(({ ready }) => {
    const since = ready?.status === 'Unknown' ? ready.since : null;
    return since !== null && now - Date.parse(since) >= PROGRESS_LIMIT_MS;
  });
  const mapping = failed ?? waiting;
  return mapping === undefined ? null : mappingProblem(mapping);
}

/** mappingLimits returns the times, Unix ms, at which a domain that Knative is working on will have taken too long. */
export function mappingLimits({ mappings }: Pick<ServiceObjects, 'mappings'>): number[] {
  return mappings.flatMap(({ status }) => {
    const ready = findCondition(status?.conditions, 'Ready');
    const since = ready?.status === 'Unknown' ? ready.lastTransitionTime : undefined;
    return since === undefined ? [] : [Date.parse(since) + PROGRESS_LIMIT_MS];
  });
}

/** mappingProblem returns why a mapped domain does not reach the Service; null when it does. */
export function mappingProblem({ host, ready }: DomainMappingView): string | null {
  if (ready?.status === 'True') return null;
  const why = firstLine(ready?.message ?? '') || ready?.reason || 'it has no conditions yet';
  const state = ready?.status === 'False' ? 'does not point here' : 'does not point here yet';
  return `${host} ${state}: ${why}`;
}
