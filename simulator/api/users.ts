import type { User } from '#simulator/contract.ts';

// Who uses the test clusters and what they may do: data alone. The embedded cluster creates the objects at its start, the harness
// of the real control plane creates the same ones there, so both refuse and allow the same.

/** A user of a test cluster, known by a bearer token. */
export interface ClusterUser extends User {
  /** The namespace that the user's kubeconfig names; `default` when absent. */
  namespace?: string;
}

/** An object of `rbac.authorization.k8s.io/v1` as a manifest states it. */
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

/** One rule of a role (rbac/v1 PolicyRule): resources or paths, never both. `*` stands for all. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  /** A subresource is `pods/log`, one of every resource is `*` followed by `/scale`. */
  resources?: readonly string[];
  /** These objects only; absent or empty is every object. */
  resourceNames?: readonly string[];
  /** Paths; a `*` at the end stands for any rest. */
  nonResourceURLs?: readonly string[];
}

/** The role that a binding gives. */
export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

/** Whom a binding gives it to. */
export interface Subject {
  kind: string;
  name: string;
  /** Of a ServiceAccount. */
  namespace?: string;
  apiGroup?: string;
}

/** Allowed everything, whatever the roles say. */
export const MASTERS = 'system:masters';

/** The group that the API server adds to everyone who signed in. */
export const AUTHENTICATED = 'system:authenticated';

/** The users by the name of their kubeconfig. The server adds AUTHENTICATED to their groups, as the real one does. */
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

/** The roles and bindings of the users above, in the order to create them in; their namespaces have to exist. */
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
