/** A resource type of the Kubernetes API: what a URL path and a watch are made of. */
export interface ResourceType {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Plural, lower case: the path segment. */
  resource: string;
  kind: string;
  namespaced: boolean;
}

/** apiVersionOf returns `group/version`, or the bare version for the core group. */
export function apiVersionOf(type: { group: string; version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** resourceId names a type without its version, as kubectl does: `services.serving.knative.dev`, `pods`. */
export function resourceId(type: { group: string; resource: string }): string {
  return type.group === '' ? type.resource : `${type.resource}.${type.group}`;
}

/**
 * apiPath returns the URL path of these segments, each encoded, so that none of them can lead anywhere else. Throws for one
 * that is empty, `.` or `..`, which no encoding keeps a URL from resolving, and for text that is no Unicode.
 */
export function apiPath(...segments: readonly string[]): string {
  return segments
    .map((segment) => {
      if (segment === '' || segment === '.' || segment === '..' || !segment.isWellFormed())
        throw new Error(`${JSON.stringify(segment)} cannot stand in a path of the Kubernetes API`);
      return `/${encodeURIComponent(segment)}`;
    })
    .join('');
}

/** groupPath returns the URL path of a group and version, below which its resources are. */
export function groupPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? apiPath('api', version) : apiPath('apis', group, version);
}

/** collectionPath returns the URL path that lists a type, in one namespace or in all (`namespace` absent). Throws as apiPath does. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const scope = type.namespaced && namespace !== undefined ? apiPath('namespaces', namespace) : '';
  return groupPath(type) + scope + apiPath(type.resource);
}

/** objectPath returns the URL path of one object. Throws as apiPath does, and where the namespace of a namespaced type is absent. */
export function objectPath(type: ResourceType, namespace: string | undefined, name: string): string {
  if (type.namespaced && namespace === undefined)
    throw new Error(`a ${type.kind} has a namespace; ${JSON.stringify(name)} was asked for without one`);
  return collectionPath(type, namespace) + apiPath(name);
}

const type = (
  group: string,
  version: string,
  resource: string,
  kind: string,
  namespaced = true,
): ResourceType => ({
  group,
  version,
  resource,
  kind,
  namespaced,
});

/** Knative Serving's own types (knative/serving v1.23 `pkg/apis`), by the name Sluice's code uses for them. */
export const KNATIVE = {
  service: type('serving.knative.dev', 'v1', 'services', 'Service'),
  route: type('serving.knative.dev', 'v1', 'routes', 'Route'),
  configuration: type('serving.knative.dev', 'v1', 'configurations', 'Configuration'),
  revision: type('serving.knative.dev', 'v1', 'revisions', 'Revision'),
  domainMapping: type('serving.knative.dev', 'v1beta1', 'domainmappings', 'DomainMapping'),
  podAutoscaler: type('autoscaling.internal.knative.dev', 'v1alpha1', 'podautoscalers', 'PodAutoscaler'),
  metric: type('autoscaling.internal.knative.dev', 'v1alpha1', 'metrics', 'Metric'),
  kIngress: type('networking.internal.knative.dev', 'v1alpha1', 'ingresses', 'Ingress'),
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

/** The Kubernetes types that appear below a Knative Service. */
export const KUBERNETES = {
  namespace: type('', 'v1', 'namespaces', 'Namespace', false),
  pod: type('', 'v1', 'pods', 'Pod'),
  service: type('', 'v1', 'services', 'Service'),
  endpoints: type('', 'v1', 'endpoints', 'Endpoints'),
  event: type('', 'v1', 'events', 'Event'),
  configMap: type('', 'v1', 'configmaps', 'ConfigMap'),
  deployment: type('apps', 'v1', 'deployments', 'Deployment'),
  replicaSet: type('apps', 'v1', 'replicasets', 'ReplicaSet'),
  controllerRevision: type('apps', 'v1', 'controllerrevisions', 'ControllerRevision'),
  endpointSlice: type('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
  horizontalPodAutoscaler: type('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
  selfSubjectAccessReview: type(
    'authorization.k8s.io',
    'v1',
    'selfsubjectaccessreviews',
    'SelfSubjectAccessReview',
    false,
  ),
} as const;

/** Objects that an ingress implementation makes from a KIngress. */
export const INGRESS_IMPLEMENTATION = {
  virtualService: type('networking.istio.io', 'v1beta1', 'virtualservices', 'VirtualService'),
  httpRoute: type('gateway.networking.k8s.io', 'v1', 'httproutes', 'HTTPRoute'),
  httpProxy: type('projectcontour.io', 'v1', 'httpproxies', 'HTTPProxy'),
} as const;
