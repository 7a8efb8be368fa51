import type { PolicyRule, RbacManifest } from '#simulator/users/users.ts';

// The user-facing roles that every API server creates: kubernetes v1.35 `plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go`. Roles
// of its own components (nodes, scheduler, DNS) are omitted.

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';
const BOOTSTRAPPING = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const READ_WRITE = [...READ, ...WRITE].sort();
const HEALTH = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

/** rule builds a rule for resources in one line. */
const rule = (verbs: readonly string[], groups: string, resources: string): PolicyRule => ({
  verbs,
  apiGroups: groups.split(','),
  resources: resources.split(' ').sort(),
});

const VIEW: readonly PolicyRule[] = [
  rule(
    READ,
    '',
    'pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps',
  ),
  rule(
    READ,
    '',
    'limitranges resourcequotas bindings pods/status resourcequotas/status namespaces/status replicationcontrollers/status pods/log',
  ),
  rule(READ, '', 'namespaces'),
  rule(READ, ',events.k8s.io', 'events'),
  rule(READ, 'discovery.k8s.io', 'endpointslices'),
  rule(
    READ,
    'apps',
    'controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale',
  ),
  rule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(READ, 'batch', 'jobs cronjobs cronjobs/status jobs/status'),
  rule(
    READ,
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies',
  ),
  rule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(READ, 'networking.k8s.io', 'networkpolicies ingresses ingresses/status'),
  rule(READ, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
];

const EDIT: readonly PolicyRule[] = [
  rule(READ, '', 'pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy'),
  rule(['impersonate'], '', 'serviceaccounts'),
  rule(WRITE, '', 'pods pods/attach pods/proxy pods/exec pods/portforward'),
  rule(['create'], '', 'pods/eviction'),
  rule(
    WRITE,
    '',
    'replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy persistentvolumeclaims configmaps secrets',
  ),
  rule(['create'], '', 'serviceaccounts/token'),
  rule(WRITE, ',events.k8s.io', 'events'),
  rule(
    WRITE,
    'apps',
    'statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback replicasets replicasets/scale',
  ),
  rule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  rule(WRITE, 'batch', 'jobs cronjobs'),
  rule(
    WRITE,
    'extensions',
    'daemonsets deployments deployments/scale deployments/rollback ingresses replicasets replicasets/scale replicationcontrollers/scale networkpolicies',
  ),
  rule(WRITE, 'policy', 'poddisruptionbudgets'),
  rule(WRITE, 'networking.k8s.io', 'networkpolicies ingresses'),
  rule(READ_WRITE, 'coordination.k8s.io', 'leases'),
  rule(WRITE, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
];

const ADMIN: readonly PolicyRule[] = [
  rule(['create'], 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule(READ_WRITE, GROUP, 'roles rolebindings'),
];

function role(name: string, rules: readonly PolicyRule[], labels: Record<string, string> = {}): RbacManifest {
  const metadata = { name, labels: { ...BOOTSTRAPPING, ...labels }, annotations };
  return { apiVersion: API_VERSION, kind: 'ClusterRole', metadata, rules };
}

const aggregateTo = (name: string): Record<string, string> => ({
  [`${GROUP}/aggregate-to-${name}`]: 'true',
});

/** gathered builds a role that aggregates all roles labeled for it. */
function gathered(name: string, labels?: Record<string, string>): RbacManifest {
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: aggregateTo(name) }] };
  return { ...role(name, [], labels), aggregationRule };
}

function bindGroups(name: string, ...groups: readonly string[]): RbacManifest {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: BOOTSTRAPPING, annotations },
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
    subjects: groups.map((group) => ({ kind: 'Group', apiGroup: GROUP, name: group })),
  };
}

/** Kubernetes' own roles and bindings, in creation order. */
export const KUBERNETES_ROLES: readonly RbacManifest[] = [
  role('cluster-admin', [rule(['*'], '*', '*'), { verbs: ['*'], nonResourceURLs: ['*'] }]),
  role('system:discovery', [
    {
      verbs: ['get'],
      nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...HEALTH].sort(),
    },
  ]),
  role('system:basic-user', [
    rule(['create'], 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule(['create'], 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  role('system:public-info-viewer', [{ verbs: ['get'], nonResourceURLs: HEALTH }]),
  gathered('admin'),
  gathered('edit', aggregateTo('admin')),
  gathered('view', aggregateTo('edit')),
  role('system:aggregate-to-admin', ADMIN, aggregateTo('admin')),
  role('system:aggregate-to-edit', EDIT, aggregateTo('edit')),
  role('system:aggregate-to-view', VIEW, aggregateTo('view')),
  bindGroups('cluster-admin', 'system:masters'),
  bindGroups('system:discovery', 'system:authenticated'),
  bindGroups('system:basic-user', 'system:authenticated'),
  bindGroups('system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
];
