import type { User } from '#simulator/contract.ts';

/** One rule of a role, as in rbac/v1; `*` stands for all. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups: readonly string[];
  /** A subresource is `pods/log`. */
  resources: readonly string[];
}

/** A user of the embedded cluster, with all that it may do. */
export interface ClusterUser extends User {
  /** The rules hold in this namespace only; everywhere when absent. */
  namespace?: string;
  rules: readonly PolicyRule[];
}

const AUTHENTICATED = 'system:authenticated';
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const KNATIVE_GROUPS = [
  'serving.knative.dev',
  'networking.internal.knative.dev',
  'autoscaling.internal.knative.dev',
  'caching.internal.knative.dev',
];

/** Kubernetes' `view` role with what knative/serving `config/core/200-roles` aggregates into it. */
const VIEW: readonly PolicyRule[] = [
  {
    verbs: READ,
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'namespaces',
      'pods',
      'pods/log',
      'pods/status',
      'serviceaccounts',
      'services',
      'services/status',
    ],
  },
  {
    verbs: READ,
    apiGroups: ['apps', 'autoscaling', 'discovery.k8s.io'],
    resources: [
      'controllerrevisions',
      'deployments',
      'deployments/status',
      'replicasets',
      'replicasets/status',
      'horizontalpodautoscalers',
      'horizontalpodautoscalers/status',
      'endpointslices',
    ],
  },
  { verbs: READ, apiGroups: KNATIVE_GROUPS, resources: ['*'] },
];

/** Kubernetes' `edit` role: it may write neither namespaces nor controllerrevisions nor endpoints. */
const EDIT: readonly PolicyRule[] = [
  ...VIEW,
  {
    verbs: WRITE,
    apiGroups: ['', 'apps', 'autoscaling'],
    resources: [
      'configmaps',
      'pods',
      'serviceaccounts',
      'services',
      'deployments',
      'replicasets',
      'horizontalpodautoscalers',
    ],
  },
  { verbs: ['create', 'patch', 'update'], apiGroups: [''], resources: ['events'] },
  { verbs: ['create', 'update', 'patch', 'delete'], apiGroups: KNATIVE_GROUPS, resources: ['*'] },
];

const EVERYTHING: readonly PolicyRule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];

/** The users of the embedded cluster by the name of their kubeconfig. */
export const USERS: Readonly<Record<string, ClusterUser>> = {
  admin: { name: 'kubernetes-admin', groups: ['system:masters', AUTHENTICATED], rules: EVERYTHING },
  edit: { name: 'edit', groups: [AUTHENTICATED], rules: EDIT },
  view: { name: 'view', groups: [AUTHENTICATED], rules: VIEW },
  'team-a': { name: 'team-a', groups: [AUTHENTICATED], namespace: 'team-a', rules: EDIT },
};

/** Whoever sends no token. */
export const ANONYMOUS: ClusterUser = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  rules: [],
};

/** What a request asks leave for. */
export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  /** Empty for the cluster's scope and for all namespaces. */
  namespace: string;
  /** Empty when no single object is meant. */
  name: string;
}

/** isAllowed reports whether a user may do something. Everyone who signed in may review what they may do. */
export function isAllowed(user: ClusterUser, attributes: Attributes): boolean {
  const { verb, group, resource, subresource, namespace } = attributes;
  if (isSelfReview(attributes)) return user.groups.includes(AUTHENTICATED);
  if (user.namespace !== undefined && user.namespace !== namespace) return false;
  const wanted = subresource === '' ? resource : `${resource}/${subresource}`;
  const covers = (list: readonly string[], item: string): boolean =>
    list.includes('*') || list.includes(item);
  return user.rules.some(
    (rule) => covers(rule.verbs, verb) && covers(rule.apiGroups, group) && covers(rule.resources, wanted),
  );
}

function isSelfReview({ verb, group, resource }: Attributes): boolean {
  return (
    verb === 'create' &&
    ((group === 'authorization.k8s.io' && resource.startsWith('selfsubject')) ||
      (group === 'authentication.k8s.io' && resource === 'selfsubjectreviews'))
  );
}

/** denial says in RBAC's words what a user may not do, without the subject that a Status puts in front. */
export function denial(user: User, attributes: Attributes): string {
  const { verb, group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${what}" in API group "${group}" ${scope}`;
}
