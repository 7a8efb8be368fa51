import { type AuditEvent, queryOf } from '#tests/cluster/support/audit-log.ts';

// The requests that Sluice needs, as paths of the Kubernetes API. A path occurs once per watch.

/** DomainMappings: of the whole cluster for the overview, of a namespace for its opened Services. */
export const MAPPINGS = '/apis/serving.knative.dev/v1beta1/domainmappings';
/** The kinds that are always watched. */
export const SUMMARY = [
  '/apis/serving.knative.dev/v1/services',
  '/apis/serving.knative.dev/v1/routes',
  '/apis/serving.knative.dev/v1/configurations',
  '/apis/serving.knative.dev/v1/revisions',
  '/apis/autoscaling.internal.knative.dev/v1alpha1/podautoscalers',
  '/apis/networking.internal.knative.dev/v1alpha1/ingresses',
  MAPPINGS,
  '/api/v1/pods',
];
/** The kinds that an opened Service needs in addition, in its namespace. */
export const DETAIL = [
  '/apis/serving.knative.dev/v1/revisions',
  '/apis/caching.internal.knative.dev/v1alpha1/images',
  '/apis/autoscaling.internal.knative.dev/v1alpha1/metrics',
  '/apis/networking.internal.knative.dev/v1alpha1/serverlessservices',
  '/apis/networking.internal.knative.dev/v1alpha1/certificates',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/replicasets',
  '/apis/autoscaling/v2/horizontalpodautoscalers',
  '/api/v1/services',
  '/api/v1/endpoints',
  '/apis/discovery.k8s.io/v1/endpointslices',
];
/** All opened Services of a namespace share its Events and its DomainMappings. */
export const SHARED = ['/api/v1/events', '/api/v1/events', '/api/v1/events', MAPPINGS];
/** What Sluice learns the cluster's kinds and version from. */
export const DISCOVERY = ['/api', '/apis', '/version'];
/** What it probes while somebody looks. */
export const LIVENESS = '/readyz';

/** The path of a kind in one namespace. */
export const namespaced = (path: string, namespace = 'default') =>
  path.replace(/\/([^/]+)$/, `/namespaces/${namespace}/$1`);

/** What this many opened Services of the namespace default watch in addition to the overview. */
export const detailOf = (count: number) => [
  ...Array.from({ length: count }, () => DETAIL.map((path) => namespaced(path))).flat(),
  ...(count === 0 ? [] : SHARED.map((path) => namespaced(path))),
];

/** isCheck reports whether it is the second, one-second watch that checks whether an idle watch misses events. */
export function isCheck(event: AuditEvent): boolean {
  return event.verb === 'watch' && queryOf(event).get('timeoutSeconds') === '1';
}
