/**
 * Label and annotation keys of Knative Serving v1.23 (`pkg/apis/serving/register.go`, `pkg/apis/autoscaling/register.go`,
 * `knative/networking/pkg/apis/networking/register.go`).
 */
export const LABEL = {
  service: 'serving.knative.dev/service',
  serviceUid: 'serving.knative.dev/serviceUID',
  configuration: 'serving.knative.dev/configuration',
  configurationUid: 'serving.knative.dev/configurationUID',
  configurationGeneration: 'serving.knative.dev/configurationGeneration',
  revision: 'serving.knative.dev/revision',
  revisionUid: 'serving.knative.dev/revisionUID',
  route: 'serving.knative.dev/route',
  routeNamespace: 'serving.knative.dev/routeNamespace',
  domainMappingUid: 'serving.knative.dev/domainMappingUID',
  domainMappingNamespace: 'serving.knative.dev/domainMappingNamespace',
  routingState: 'serving.knative.dev/routingState',
  deploymentHash: 'serving.knative.dev/deployment-hash',
  visibility: 'networking.knative.dev/visibility',
  kIngress: 'networking.internal.knative.dev/ingress',
  serverlessService: 'networking.internal.knative.dev/serverlessservice',
  serviceType: 'networking.internal.knative.dev/serviceType',
  podTemplateHash: 'pod-template-hash',
} as const;

export const ANNOTATION = {
  creator: 'serving.knative.dev/creator',
  lastModifier: 'serving.knative.dev/lastModifier',
  routes: 'serving.knative.dev/routes',
  routingStateModified: 'serving.knative.dev/routingStateModified',
  rolloutDuration: 'serving.knative.dev/rollout-duration',
  /** Spelling before v1.1. The kebab-case form wins when both are set. */
  rolloutDurationOld: 'serving.knative.dev/rolloutDuration',
  rollout: 'networking.internal.knative.dev/rollout',
  tagToHost: 'networking.internal.knative.dev/tag-to-host',
  certificateClass: 'networking.knative.dev/certificate.class',
  ingressClass: 'networking.knative.dev/ingress.class',
  minScale: 'autoscaling.knative.dev/min-scale',
  maxScale: 'autoscaling.knative.dev/max-scale',
  initialScale: 'autoscaling.knative.dev/initial-scale',
  target: 'autoscaling.knative.dev/target',
  metric: 'autoscaling.knative.dev/metric',
  autoscalerClass: 'autoscaling.knative.dev/class',
  window: 'autoscaling.knative.dev/window',
  targetUtilization: 'autoscaling.knative.dev/target-utilization-percentage',
  userImage: 'client.knative.dev/user-image',
} as const;
