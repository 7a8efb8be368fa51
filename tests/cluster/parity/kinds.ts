import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';

/** The recorded kinds: every kind that appears below a Service, and those that users write. Keyed by the name that differences use. */
export const RECORDED = {
  Service: KNATIVE.service,
  Route: KNATIVE.route,
  Configuration: KNATIVE.configuration,
  Revision: KNATIVE.revision,
  DomainMapping: KNATIVE.domainMapping,
  PodAutoscaler: KNATIVE.podAutoscaler,
  Metric: KNATIVE.metric,
  Ingress: KNATIVE.kIngress,
  ServerlessService: KNATIVE.serverlessService,
  Certificate: KNATIVE.certificate,
  Image: KNATIVE.image,
  Deployment: KUBERNETES.deployment,
  ReplicaSet: KUBERNETES.replicaSet,
  Pod: KUBERNETES.pod,
  CoreService: KUBERNETES.service,
  Endpoints: KUBERNETES.endpoints,
  EndpointSlice: KUBERNETES.endpointSlice,
  Event: KUBERNETES.event,
} as const satisfies Record<string, ResourceType>;

export type RecordedKind = keyof typeof RECORDED;
export const KINDS = Object.keys(RECORDED) as RecordedKind[];
