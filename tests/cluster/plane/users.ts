import { stringify } from 'yaml';
import { AUTHENTICATED, USER_OBJECTS, USERS } from '#simulator/users/users.ts';
import { newToken } from '#tests/cluster/plane/credentials.ts';
import type { Manifest } from '#tests/cluster/plane/manifests.ts';

/** A user whom the API server identifies by a token. */
export interface PlaneUser {
  name: string;
  groups: readonly string[];
  token: string;
}

/** The users who may sign in, by the name of the kubeconfig: the users of the embedded cluster, and the plane's own processes. */
const PEOPLE = {
  ...USERS,
  controllers: { name: 'system:kube-controller-manager', groups: [] },
  knative: {
    name: 'system:serviceaccount:knative-serving:controller',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:knative-serving'],
  },
  nodes: { name: 'system:node:workers', groups: ['system:masters'] },
} satisfies Record<string, { name: string; groups: readonly string[] }>;

export type UserName = keyof typeof PEOPLE;

/** createUsers gives each user a token of this run. */
export function createUsers(): Record<UserName, PlaneUser> {
  const users = Object.entries(PEOPLE).map(([key, { name, groups }]) => [
    key,
    { name, groups: [...groups, AUTHENTICATED], token: newToken() },
  ]);
  return Object.fromEntries(users) as Record<UserName, PlaneUser>;
}

/** tokenFile formats users for `--token-auth-file`. */
export function tokenFile(users: Record<UserName, PlaneUser>): string {
  return Object.values(users)
    .map(({ name, groups, token }) => `${token},${name},${name},"${groups.join(',')}"\n`)
    .join('');
}

/** kubeconfig returns the YAML of a kubeconfig for one user; its only context is called `real`. */
export function kubeconfig(user: PlaneUser, url: string, caPem: string, namespace?: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'real',
    clusters: [
      {
        name: 'real',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(caPem).toString('base64') },
      },
    ],
    contexts: [
      {
        name: 'real',
        context: { cluster: 'real', user: user.name, ...(namespace === undefined ? {} : { namespace }) },
      },
    ],
    users: [{ name: user.name, user: { token: user.token } }],
  });
}

/** accessManifests returns the users' roles and bindings, the same as on the embedded cluster. */
export function accessManifests(): Manifest[] {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } };
  return [namespace, ...USER_OBJECTS.map((object) => ({ ...object }))];
}
