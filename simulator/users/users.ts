import type { User } from '#simulator/apimachinery/contract.ts';

// Users of the test clusters and their permissions, as data. The embedded cluster creates the objects at startup, and the real control
// plane's harness creates the same ones, so both clusters allow and deny the same requests.

/** A user of a test cluster, identified by a bearer token. */
export interface ClusterUser extends User {
  /** The namespace in the user's kubeconfig; defaults to `default`. */
  namespace?: string;
}

/** An object of `rbac.authorization.k8s.io/v1`, as in a manifest. */
export interface RbacManifest {
  apiVersion: 'rbac.authorization.k8s.io/v1';
  kind: 'Role' | 'RoleBinding' | 'ClusterRole' | 'ClusterRoleBinding';
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  rules?: readonly PolicyRule[];
  aggregationRule?: { clusterRoleSelectors: readonly { matchLabels: Record<string, string> }[] };
  roleRef?: RoleRef;
  subjects?: readonly Subject[];
}

/** One rule of a role (rbac/v1 PolicyRule): resources or paths, never both. `*` matches all. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  /** A subresource is `pods/log`; `*` followed by `/scale` matches that subresource of every resource. */
  resources?: readonly string[];
  /** Only these objects; absent or empty means every object. */
  resourceNames?: readonly string[];
  /** Paths; a trailing `*` matches any suffix. */
  nonResourceURLs?: readonly string[];
}

/** The role that a binding grants. */
export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

/** Who a binding grants the role to. */
export interface Subject {
  kind: string;
  name: string;
  /** The namespace of a ServiceAccount. */
  namespace?: string;
  apiGroup?: string;
}

/** Members may do everything, regardless of roles. */
export const MASTERS = 'system:masters';

/** The group that the API server adds to every authenticated user. */
export const AUTHENTICATED = 'system:authenticated';

/** The users, by kubeconfig name. The server adds AUTHENTICATED to their groups, as a real one does. */
export const USERS = {
  admin: { name: 'kubernetes-admin', groups: [MASTERS] },
  edit: { name: 'edit', groups: [] },
  view: { name: 'view', groups: [] },
  'team-a': { name: 'team-a', groups: [], namespace: 'team-a' },
  'one-service': { name: 'one-service', groups: [] },
} satisfies Record<string, ClusterUser>;

const GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${GROUP}/v1` as const;
const clusterRole = (name: string): RoleRef => ({ apiGroup: GROUP, kind: 'ClusterRole', name });
const user = (name: string): Subject => ({ apiGroup: GROUP, kind: 'User', name });

function everywhere(name: string, role: string): RbacManifest {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: clusterRole(role),
    subjects: [user(name)],
  };
}

/** The roles and bindings of these users, in creation order; their namespaces must exist. */
export const USER_OBJECTS: readonly RbacManifest[] = [
  everywhere('edit', 'edit'),
  everywhere('view', 'view'),
  {
    apiVersion: API_VERSION,
    kind: 'RoleBinding',
    metadata: { name: 'team-a', namespace: 'team-a' },
    roleRef: clusterRole('edit'),
    subjects: [user('team-a')],
  },
  {
    apiVersion: API_VERSION,
    kind: 'Role',
    metadata: { name: 'one-service', namespace: 'default' },
    rules: [
      {
        apiGroups: ['serving.knative.dev'],
        resources: ['services'],
        resourceNames: ['hello'],
        verbs: ['get', 'list', 'watch', 'update', 'patch'],
      },
    ],
  },
  {
    apiVersion: API_VERSION,
    kind: 'RoleBinding',
    metadata: { name: 'one-service', namespace: 'default' },
    roleRef: { apiGroup: GROUP, kind: 'Role', name: 'one-service' },
    subjects: [user('one-service')],
  },
];
