import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import type {
  TrimmedConfiguration,
  TrimmedDomainMapping,
  TrimmedKIngress,
  TrimmedPod,
  TrimmedPodAutoscaler,
  TrimmedRevision,
  TrimmedService,
} from '#lib/knative/trimmed.ts';
import type {
  Configuration,
  CoreEvent,
  KIngress,
  KnativeService,
  Pod,
  PodAutoscaler,
  Revision,
  Route,
} from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { SelfSubjectAccessReview, SelfSubjectReview } from '#lib/kubernetes/reviews.ts';

// Resource types that Sluice knows by name. A type without its own interface is read only for what every object has.

const type = <T extends KubeObject, Kept extends KubeObject = KubeObject>(
  group: string,
  version: string,
  resource: string,
  kind: string,
  namespaced = true,
): ResourceType<T, Kept> => ({
  group,
  version,
  resource,
  kind,
  namespaced,
});

/** Knative Serving's own types (knative/serving v1.23 `pkg/apis`), by the names that Sluice's code uses. */
export const KNATIVE = {
  service: type<KnativeService, TrimmedService>('serving.knative.dev', 'v1', 'services', 'Service'),
  route: type<Route, Route>('serving.knative.dev', 'v1', 'routes', 'Route'),
  configuration: type<Configuration, TrimmedConfiguration>(
    'serving.knative.dev',
    'v1',
    'configurations',
    'Configuration',
  ),
  revision: type<Revision, TrimmedRevision>('serving.knative.dev', 'v1', 'revisions', 'Revision'),
  domainMapping: type<DomainMapping, TrimmedDomainMapping>(
    'serving.knative.dev',
    'v1beta1',
    'domainmappings',
    'DomainMapping',
  ),
  podAutoscaler: type<PodAutoscaler, TrimmedPodAutoscaler>(
    'autoscaling.internal.knative.dev',
    'v1alpha1',
    'podautoscalers',
    'PodAutoscaler',
  ),
  metric: type('autoscaling.internal.knative.dev', 'v1alpha1', 'metrics', 'Metric'),
  kIngress: type<KIngress, TrimmedKIngress>(
    'networking.internal.knative.dev',
    'v1alpha1',
    'ingresses',
    'Ingress',
  ),
  serverlessService: type(
    'networking.internal.knative.dev',
    'v1alpha1',
    'serverlessservices',
    'ServerlessService',
  ),
  certificate: type('networking.internal.knative.dev', 'v1alpha1', 'certificates', 'Certificate'),
  clusterDomainClaim: type(
    'networking.internal.knative.dev',
    'v1alpha1',
    'clusterdomainclaims',
    'ClusterDomainClaim',
    false,
  ),
  image: type('caching.internal.knative.dev', 'v1alpha1', 'images', 'Image'),
} as const;

/** Kubernetes types that appear below a Knative Service. */
export const KUBERNETES = {
  namespace: type('', 'v1', 'namespaces', 'Namespace', false),
  pod: type<Pod, TrimmedPod>('', 'v1', 'pods', 'Pod'),
  service: type('', 'v1', 'services', 'Service'),
  endpoints: type('', 'v1', 'endpoints', 'Endpoints'),
  event: type<CoreEvent, CoreEvent>('', 'v1', 'events', 'Event'),
  configMap: type('', 'v1', 'configmaps', 'ConfigMap'),
  deployment: type('apps', 'v1', 'deployments', 'Deployment'),
  replicaSet: type('apps', 'v1', 'replicasets', 'ReplicaSet'),
  controllerRevision: type('apps', 'v1', 'controllerrevisions', 'ControllerRevision'),
  endpointSlice: type('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
  horizontalPodAutoscaler: type('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
  selfSubjectReview: type<SelfSubjectReview>(
    'authentication.k8s.io',
    'v1',
    'selfsubjectreviews',
    'SelfSubjectReview',
    false,
  ),
  selfSubjectAccessReview: type<SelfSubjectAccessReview>(
    'authorization.k8s.io',
    'v1',
    'selfsubjectaccessreviews',
    'SelfSubjectAccessReview',
    false,
  ),
} as const;

/** Objects that an ingress implementation creates from a KIngress. */
export const INGRESS_IMPLEMENTATION = {
  virtualService: type('networking.istio.io', 'v1beta1', 'virtualservices', 'VirtualService'),
  httpRoute: type('gateway.networking.k8s.io', 'v1', 'httproutes', 'HTTPRoute'),
  httpProxy: type('projectcontour.io', 'v1', 'httpproxies', 'HTTPProxy'),
} as const;
