import { findCondition, toConditionView } from '#lib/knative/conditions.ts';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import { firstLine } from '#lib/view/headline.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { DomainMappingView } from '#lib/view/types.ts';

/** mappingsOf returns the DomainMappings that lead to a Service, or to the Route of its name, by host. */
export function mappingsOf(
  { metadata }: Pick<KnativeService, 'metadata'>,
  mappings: Iterable<DomainMapping>,
): DomainMappingView[] {
  const views: DomainMappingView[] = [];
  for (const mapping of mappings) {
    // The API server takes one without a spec where the webhook is gone.
    const { ref } = mapping.spec ?? {};
    const isServing =
      ref?.apiVersion?.startsWith('serving.knative.dev/') ?? ref?.group === 'serving.knative.dev';
    const leadsHere =
      isServing &&
      (ref?.kind === 'Service' || ref?.kind === 'Route') &&
      ref.name === metadata.name &&
      mapping.metadata.namespace === metadata.namespace;
    if (!leadsHere) continue;
    const ready = findCondition(mapping.status?.conditions, 'Ready');
    views.push({
      host: mapping.metadata.name,
      url: mapping.status?.url ?? null,
      ready: ready === undefined ? null : toConditionView(ready),
    });
  }
  return views.sort((a, b) => compareText(a.host, b.host));
}

/** mappingProblem says why a mapped domain does not lead to the Service; null when it does. */
export function mappingProblem({ host, ready }: DomainMappingView): string | null {
  if (ready?.status === 'True') return null;
  const why = firstLine(ready?.message ?? '') || ready?.reason || 'it has no condition yet';
  const state = ready?.status === 'False' ? 'does not lead here' : 'does not lead here yet';
  return `${host} ${state}: ${why}`;
}
