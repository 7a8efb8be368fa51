import { KNATIVE, KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';

/** What is recorded: every kind that appears below a Service, and those that people write. By the name that differences use. */
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
