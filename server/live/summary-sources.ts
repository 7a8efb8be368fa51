import { LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import type { SummaryKind, SummaryObject, SummaryObjects } from '#server/live/service-index.ts';
import { sourceId } from '#server/live/source-view.ts';

/** Returns the function that reduces incoming objects, by their type and the tier that reads them; undefined keeps them whole. */
export type TrimFor = <T extends KubeObject>(
  type: ResourceType<KubeObject, T>,
  tier: SourceSpec['tier'],
) => SourceSpec<T>['trim'];

/** A kind of the summary tier and its type; the index stores its objects under that kind. */
export type SummaryType = {
  [Kind in SummaryKind]: {
    kind: Kind;
    type: ResourceType<KubeObject, SummaryObjects[Kind]>;
    labelSelector?: string;
  };
}[SummaryKind];

const KINDS: readonly SummaryType[] = [
  { kind: 'service', type: KNATIVE.service },
  { kind: 'route', type: KNATIVE.route },
  { kind: 'configuration', type: KNATIVE.configuration },
  { kind: 'revision', type: KNATIVE.revision },
  { kind: 'podAutoscaler', type: KNATIVE.podAutoscaler },
  { kind: 'kIngress', type: KNATIVE.kIngress },
  { kind: 'domainMapping', type: KNATIVE.domainMapping },
  { kind: 'pod', type: KUBERNETES.pod, labelSelector: LABEL.service },
];

/** Kinds of the summary tier. The ownership tree shows all of them. */
export const SUMMARY_TYPES: readonly ResourceType[] = KINDS.map(({ type }) => type);

/** summarySpecs lists the watches of the summary tier: one per kind, or one per kind and allowed namespace. */
export function summarySpecs(
  namespaces: readonly string[] | null,
  trimFor: TrimFor,
): { kind: SummaryKind; spec: SourceSpec<SummaryObject> }[] {
  return KINDS.flatMap(({ kind, type, labelSelector }) =>
    (namespaces ?? [undefined]).map((namespace) => {
      const watched = { type, namespace, labelSelector };
      const spec: SourceSpec<SummaryObject> = {
        ...watched,
        id: sourceId(watched),
        tier: 'summary',
        trim: trimFor<SummaryObject>(type, 'summary'),
      };
      return { kind, spec };
    }),
  );
}
