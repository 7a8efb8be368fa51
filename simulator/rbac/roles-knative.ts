import type { PolicyRule, RbacManifest } from '#simulator/users/users.ts';

// Names, labels and rules of knative/serving v0.50.0 `config/core/200-roles` and `200-serviceaccount.yaml`.

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';
const NAMESPACE = 'knative-serving';
const KNATIVE = { 'app.kubernetes.io/version': 'devel', 'app.kubernetes.io/name': 'knative-serving' };
const CONTROLLER = { 'serving.knative.dev/controller': 'true' };

const READ = ['get', 'list', 'watch'];
const ALL = ['get', 'list', 'create', 'update', 'delete', 'patch', 'watch'];
const INTERNAL = [
  'networking.internal.knative.dev',
  'autoscaling.internal.knative.dev',
  'caching.internal.knative.dev',
];

const rule = (
  verbs: readonly string[],
  apiGroups: readonly string[],
  resources: string,
  resourceNames?: readonly string[],
): PolicyRule => ({
  apiGroups,
  resources: resources.split(' '),
  ...(resourceNames === undefined ? {} : { resourceNames }),
  verbs,
});

function role(name: string, labels: Record<string, string>, rules: readonly PolicyRule[]): RbacManifest {
  const metadata = { name, labels: { ...KNATIVE, ...labels } };
  return { apiVersion: API_VERSION, kind: 'ClusterRole', metadata, rules };
}

function gathered(name: string, matchLabels: Record<string, string>): RbacManifest {
  return { ...role(name, {}, []), aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
}

/** bind binds one of Knative's service accounts to a role; in the account's namespace if the role is a namespaced one. */
function bind(
  name: string,
  account: string,
  roleKind: 'Role' | 'ClusterRole',
  roleName: string,
): RbacManifest {
  const isLocal = roleKind === 'Role';
  return {
    apiVersion: API_VERSION,
    kind: isLocal ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: {
      name,
      ...(isLocal ? { namespace: NAMESPACE } : {}),
      labels: { ...KNATIVE, 'app.kubernetes.io/component': account },
    },
    roleRef: { apiGroup: GROUP, kind: roleKind, name: roleName },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: NAMESPACE }],
  };
}

const CORE: readonly PolicyRule[] = [
  rule(ALL, [''], 'pods namespaces secrets configmaps endpoints services events serviceaccounts'),
  rule(['create'], [''], 'endpoints/restricted'),
  rule(['create'], ['discovery.k8s.io'], 'endpointslices/restricted'),
  rule(['update'], [''], 'namespaces/finalizers'),
  rule(ALL, ['discovery.k8s.io'], 'endpointslices'),
  rule(ALL, ['apps'], 'deployments deployments/finalizers'),
  rule(
    ALL,
    ['admissionregistration.k8s.io'],
    'mutatingwebhookconfigurations validatingwebhookconfigurations',
  ),
  rule(ALL, ['apiextensions.k8s.io'], 'customresourcedefinitions customresourcedefinitions/status'),
  rule(ALL, ['autoscaling'], 'horizontalpodautoscalers'),
  rule(ALL, ['coordination.k8s.io'], 'leases'),
  rule(
    ['get', 'list', 'create', 'update', 'delete', 'deletecollection', 'patch', 'watch'],
    ['serving.knative.dev', 'autoscaling.internal.knative.dev', 'networking.internal.knative.dev'],
    '* */status */finalizers',
  ),
  rule(ALL, ['caching.internal.knative.dev'], 'images'),
  rule(ALL, ['cert-manager.io'], 'certificates clusterissuers certificaterequests issuers'),
  rule(ALL, ['acme.cert-manager.io'], 'challenges'),
  rule(['delete'], [GROUP], 'clusterroles', ['knative-serving-certmanager']),
  rule(['patch'], ['*'], '*/scale'),
];

/** Knative Serving's roles and bindings, in creation order. */
export const KNATIVE_ROLES: readonly RbacManifest[] = [
  {
    apiVersion: API_VERSION,
    kind: 'Role',
    metadata: {
      name: 'knative-serving-activator',
      namespace: NAMESPACE,
      labels: { ...KNATIVE, ...CONTROLLER },
    },
    rules: [
      rule(READ, [''], 'configmaps secrets'),
      rule(READ, [''], 'secrets', ['routing-serving-certs', 'knative-serving-certs']),
    ],
  },
  role('knative-serving-activator-cluster', CONTROLLER, [
    rule(READ, [''], 'services endpoints'),
    rule(READ, ['serving.knative.dev'], 'revisions'),
  ]),
  gathered('knative-serving-aggregated-addressable-resolver', { 'duck.knative.dev/addressable': 'true' }),
  role('knative-serving-addressable-resolver', { 'duck.knative.dev/addressable': 'true' }, [
    rule(READ, ['serving.knative.dev'], 'routes routes/status services services/status'),
  ]),
  role('knative-serving-namespaced-admin', { [`${GROUP}/aggregate-to-admin`]: 'true' }, [
    rule(['*'], ['serving.knative.dev'], '*'),
    rule(READ, INTERNAL, '*'),
  ]),
  role('knative-serving-namespaced-edit', { [`${GROUP}/aggregate-to-edit`]: 'true' }, [
    rule(['create', 'update', 'patch', 'delete'], ['serving.knative.dev'], '*'),
    rule(READ, INTERNAL, '*'),
  ]),
  role('knative-serving-namespaced-view', { [`${GROUP}/aggregate-to-view`]: 'true' }, [
    rule(READ, ['serving.knative.dev', ...INTERNAL], '*'),
  ]),
  role('knative-serving-core', CONTROLLER, CORE),
  role('knative-serving-podspecable-binding', { 'duck.knative.dev/podspecable': 'true' }, [
    rule(['list', 'watch', 'patch'], ['serving.knative.dev'], 'configurations services'),
  ]),
  gathered('knative-serving-admin', CONTROLLER),
  bind('knative-serving-controller-admin', 'controller', 'ClusterRole', 'knative-serving-admin'),
  bind(
    'knative-serving-controller-addressable-resolver',
    'controller',
    'ClusterRole',
    'knative-serving-aggregated-addressable-resolver',
  ),
  bind('knative-serving-activator', 'activator', 'Role', 'knative-serving-activator'),
  bind('knative-serving-activator-cluster', 'activator', 'ClusterRole', 'knative-serving-activator-cluster'),
];
