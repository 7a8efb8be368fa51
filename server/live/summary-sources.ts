import { LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import type { SummaryKind } from '#server/live/service-index.ts';
import { sourceId } from '#server/live/source-view.ts';

/** What reduces an object on the way in, by its type and the tier that reads it; undefined keeps it whole. */
export type TrimFor = (type: ResourceType, tier: SourceSpec['tier']) => SourceSpec['trim'];

const KINDS: readonly { kind: SummaryKind; type: ResourceType; labelSelector?: string }[] = [
  { kind: 'service', type: KNATIVE.service },
  { kind: 'route', type: KNATIVE.route },
  { kind: 'configuration', type: KNATIVE.configuration },
  { kind: 'revision', type: KNATIVE.revision },
  { kind: 'podAutoscaler', type: KNATIVE.podAutoscaler },
  { kind: 'kIngress', type: KNATIVE.kIngress },
  { kind: 'domainMapping', type: KNATIVE.domainMapping },
  { kind: 'pod', type: KUBERNETES.pod, labelSelector: LABEL.service },
];

/** The kinds of the summary tier, all of which the ownership tree shows. */
export const SUMMARY_TYPES: readonly ResourceType[] = KINDS.map(({ type }) => type);

/** summarySpecs lists the watches of the summary tier: one a kind, or one a kind and allowed namespace. */
export function summarySpecs(
  namespaces: readonly string[] | null,
  trimFor: TrimFor,
): { kind: SummaryKind; spec: SourceSpec }[] {
  return KINDS.flatMap(({ kind, type, labelSelector }) =>
    (namespaces ?? [undefined]).map((namespace) => {
      const watched = { type, namespace, labelSelector };
      const spec: SourceSpec = {
        ...watched,
        id: sourceId(watched),
        tier: 'summary',
        trim: trimFor(type, 'summary'),
      };
      return { kind, spec };
    }),
  );
}
