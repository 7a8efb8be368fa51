import { LABEL } from '#lib/knative/labels.ts';
import { INGRESS_IMPLEMENTATION, KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import { sourceId } from '#server/live/source-view.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';

/** Label that net-contour puts on an HTTPProxy to name its KIngress (`pkg/reconciler/contour/resources/httpproxy.go`). */
const CONTOUR_PARENT = 'contour.networking.knative.dev/parent';

/** Kinds below a Service that are needed only for an opened Service, with the label that each carries. */
const KINDS: readonly { type: ResourceType; label: string }[] = [
  { type: KNATIVE.revision, label: LABEL.service },
  { type: KNATIVE.image, label: LABEL.service },
  { type: KNATIVE.metric, label: LABEL.service },
  { type: KNATIVE.serverlessService, label: LABEL.service },
  { type: KNATIVE.certificate, label: LABEL.route },
  { type: KUBERNETES.deployment, label: LABEL.service },
  { type: KUBERNETES.replicaSet, label: LABEL.service },
  { type: KUBERNETES.horizontalPodAutoscaler, label: LABEL.service },
  { type: KUBERNETES.service, label: LABEL.service },
  { type: KUBERNETES.endpoints, label: LABEL.service },
  { type: KUBERNETES.endpointSlice, label: LABEL.service },
  { type: INGRESS_IMPLEMENTATION.virtualService, label: LABEL.route },
  { type: INGRESS_IMPLEMENTATION.httpRoute, label: LABEL.service },
  { type: INGRESS_IMPLEMENTATION.httpProxy, label: CONTOUR_PARENT },
];

/** Kinds that an opened Service adds to the tree. */
export const DETAIL_TYPES: readonly ResourceType[] = KINDS.map(({ type }) => type);

/**
 * Events cannot be selected by the label of the object they are about: these selectors narrow a namespace's Events to kinds below Services.
 */
const EVENT_SELECTORS = [
  'involvedObject.apiVersion=serving.knative.dev/v1',
  'involvedObject.kind=Pod',
  'involvedObject.kind=Deployment',
];

/** detailSpecs lists the watches that one opened Service needs, for the kinds that the cluster has. */
export function detailSpecs(
  namespace: string,
  name: string,
  hasKind: (type: ResourceType) => boolean,
  trimFor: TrimFor,
): SourceSpec[] {
  return KINDS.filter(({ type }) => hasKind(type)).map(({ type, label }) =>
    detailSpec({ type, namespace, labelSelector: `${label}=${name}` }, trimFor),
  );
}

/**
 * mappingSpecs lists the watch of DomainMappings that all opened Services of a namespace share: a mapping names its Service in its spec,
 * not in a label.
 */
export function mappingSpecs(
  namespace: string,
  hasKind: (type: ResourceType) => boolean,
  trimFor: TrimFor,
): SourceSpec[] {
  return hasKind(KNATIVE.domainMapping)
    ? [detailSpec({ type: KNATIVE.domainMapping, namespace }, trimFor)]
    : [];
}

/** eventSpecs lists the watches of Events that all opened Services of a namespace share. */
export function eventSpecs(namespace: string, trimFor: TrimFor): SourceSpec[] {
  return EVENT_SELECTORS.map((fieldSelector) =>
    detailSpec({ type: KUBERNETES.event, namespace, fieldSelector }, trimFor),
  );
}

function detailSpec<T extends KubeObject>(
  watched: Omit<SourceSpec<T>, 'id' | 'tier' | 'trim'>,
  trimFor: TrimFor,
): SourceSpec<T> {
  return { ...watched, id: sourceId(watched), tier: 'detail', trim: trimFor(watched.type, 'detail') };
}
