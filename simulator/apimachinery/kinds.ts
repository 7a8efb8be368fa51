import * as shared from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type {
  Certificate,
  ClusterDomainClaim,
  CoreService,
  Deployment,
  Endpoints,
  Metric,
  ReplicaSet,
  ServerlessService,
} from '#simulator/apimachinery/wire-types.ts';

// The resource types of lib/knative/resources.ts, with the shapes of those kinds that only the embedded cluster inspects.

/** inspected gives a resource type the shape of its objects. */
const inspected = <T extends KubeObject>({
  group,
  version,
  resource,
  kind,
  namespaced,
}: ResourceType): ResourceType<T> => ({ group, version, resource, kind, namespaced });

/** Knative Serving's own types. */
export const KNATIVE = {
  ...shared.KNATIVE,
  metric: inspected<Metric>(shared.KNATIVE.metric),
  serverlessService: inspected<ServerlessService>(shared.KNATIVE.serverlessService),
  certificate: inspected<Certificate>(shared.KNATIVE.certificate),
  clusterDomainClaim: inspected<ClusterDomainClaim>(shared.KNATIVE.clusterDomainClaim),
} as const;

/** Kubernetes types that appear below a Knative Service. */
export const KUBERNETES = {
  ...shared.KUBERNETES,
  service: inspected<CoreService>(shared.KUBERNETES.service),
  endpoints: inspected<Endpoints>(shared.KUBERNETES.endpoints),
  deployment: inspected<Deployment>(shared.KUBERNETES.deployment),
  replicaSet: inspected<ReplicaSet>(shared.KUBERNETES.replicaSet),
} as const;
