import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredObject, User, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { RBAC } from '#simulator/apimachinery/resources.ts';
import { bootstrapCluster } from '#simulator/control-plane/bootstrap.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { createRbacAuthorizer } from '#simulator/rbac/authorizer.ts';
import { rulesOf } from '#simulator/rbac/objects.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import type { RoleRef, Subject } from '#simulator/users/users.ts';

const ADMIN: WriteOptions = { user: { name: 'root', groups: ['system:masters'] }, fieldManager: 'test' };
const SIGNED_IN = 'system:authenticated';
const pods = { group: '', resource: 'pods', subresource: '', name: '' };

let clock: FakeClock;
let store: ClusterStore;
beforeEach(() => {
  clock = new FakeClock();
  store = startControlPlane({ clock, random: seededRandom(1) });
  bootstrapCluster(store);
});

const reference = (kind: string, name: string): RoleRef => ({
  apiGroup: 'rbac.authorization.k8s.io',
  kind,
  name,
});

function bind(
  name: string,
  role: string,
  subject: Subject,
  namespace?: string,
  options = ADMIN,
): StoredObject {
  const type = namespace === undefined ? RBAC.clusterRoleBinding : RBAC.roleBinding;
  const [kind = '', roleName = ''] = role.split('/');
  const roleRef = reference(kind, roleName);
  return store.create(type, { metadata: { name, namespace }, roleRef, subjects: [subject] }, options);
}

function clusterRole(name: string, rules: unknown, options = ADMIN, rest: object = {}): StoredObject {
  return store.create(RBAC.clusterRole, { metadata: { name }, rules, ...rest }, options);
}

function decide(name: string, verb: string, namespace = 'default', groups: string[] = [SIGNED_IN]) {
  return createRbacAuthorizer(store)({ name, groups }, { verb, ...pods, namespace });
}

describe('the subjects of a binding', () => {
  it.each<[string, Subject, User, boolean]>([
    ['a user', { kind: 'User', name: 'u' }, { name: 'u', groups: [] }, true],
    ['a group', { kind: 'Group', name: 'g' }, { name: 'u', groups: ['g'] }, true],
    ['another group', { kind: 'Group', name: 'g' }, { name: 'g', groups: ['h'] }, false],
    [
      'a service account of the namespace',
      { kind: 'ServiceAccount', name: 'a' },
      { name: 'system:serviceaccount:default:a', groups: [] },
      true,
    ],
    [
      'a service account of another namespace',
      { kind: 'ServiceAccount', name: 'a', namespace: 'team-a' },
      { name: 'system:serviceaccount:team-a:a', groups: [] },
      true,
    ],
    [
      'its namesake',
      { kind: 'ServiceAccount', name: 'a', namespace: 'team-a' },
      { name: 'system:serviceaccount:default:a', groups: [] },
      false,
    ],
  ])('%s', (_, subject, user, allowed) => {
    bind('b', 'ClusterRole/view', subject, 'default');
    expect(decide(user.name, 'list', 'default', user.groups).allowed).toBe(allowed);
  });

  it('and where: a cluster role in a RoleBinding applies only in its namespace', () => {
    bind('b', 'ClusterRole/view', { kind: 'User', name: 'u' }, 'default');
    expect([decide('u', 'list', 'default'), decide('u', 'list', 'team-a'), decide('u', 'list', '')]).toEqual([
      { allowed: true, reason: 'RBAC: allowed by RoleBinding "b/default" of ClusterRole "view" to User "u"' },
      { allowed: false, reason: '' },
      { allowed: false, reason: '' },
    ]);
  });
});

it('revokes what a deleted or emptied binding granted', () => {
  bind('b', 'ClusterRole/view', { kind: 'User', name: 'u' });
  expect(decide('u', 'list').allowed).toBe(true);
  const binding = store.get(RBAC.clusterRoleBinding, undefined, 'b');
  store.update(RBAC.clusterRoleBinding, { ...binding, subjects: [] }, ADMIN);
  expect(decide('u', 'list').allowed).toBe(false);
});

it('names the missing roles that bindings reference', () => {
  bind('one', 'ClusterRole/ghost', { kind: 'User', name: 'u' });
  expect(decide('u', 'list').reason).toBe('RBAC: clusterrole.rbac.authorization.k8s.io "ghost" not found');
  bind('two', 'Role/spirit', { kind: 'User', name: 'u' }, 'default');
  expect(decide('u', 'list').reason).toBe(
    'RBAC: [clusterrole.rbac.authorization.k8s.io "ghost" not found, role.rbac.authorization.k8s.io "spirit" not found]',
  );
  expect(decide('u', 'list', 'default', ['system:masters'])).toEqual({ allowed: true, reason: '' });
});

describe('aggregated roles', () => {
  const gathers = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'all' } }] } };
  const rulesIn = (name: string) => {
    const role = store.get(RBAC.clusterRole, undefined, name);
    return role === undefined ? [] : rulesOf(role);
  };
  const verbs = (name: string) => rulesIn(name).map((rule) => rule.verbs);

  it('have from the start what Kubernetes and Knative label for them', () => {
    for (const [role, verb, allowed] of [
      ['view', 'patch', false],
      ['edit', 'patch', true],
      ['admin', 'deletecollection', true],
      ['edit', 'deletecollection', false],
    ] as const) {
      bind(`as-${role}-${verb}`, `ClusterRole/${role}`, { kind: 'User', name: `${role}-${verb}` });
      const asked = {
        verb,
        ...pods,
        group: 'serving.knative.dev',
        resource: 'services',
        namespace: 'default',
      };
      expect(createRbacAuthorizer(store)({ name: `${role}-${verb}`, groups: [] }, asked).allowed).toBe(
        allowed,
      );
    }
  });

  it('follow labeled roles, including through other aggregated roles', () => {
    clusterRole('all', [], ADMIN, gathers);
    const chain = {
      aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: 'top', operator: 'Exists' }] }] },
    };
    clusterRole('top', [], ADMIN, chain);
    const all = store.get(RBAC.clusterRole, undefined, 'all');
    store.update(RBAC.clusterRole, { ...all, metadata: { ...all?.metadata, labels: { top: '' } } }, ADMIN);
    const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
    store.create(
      RBAC.clusterRole,
      { metadata: { name: 'part', labels: { to: 'all' } }, rules: [rule] },
      ADMIN,
    );
    clock.advance(1);
    expect([verbs('all'), verbs('top')]).toEqual([[['get']], [['get']]]);

    store.delete(RBAC.clusterRole, undefined, 'part', ADMIN);
    clock.advance(1);
    expect([verbs('all'), verbs('top')]).toEqual([[], []]);
  });
});

describe('nobody grants rules that they do not have', () => {
  const GIVER: WriteOptions = { user: { name: 'giver', groups: [SIGNED_IN] }, fieldManager: 'test' };
  const rbac = (resources: string[], verbs: string[]) => ({
    apiGroups: ['rbac.authorization.k8s.io'],
    resources,
    verbs,
  });
  const read = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };
  const own = (...rules: object[]): void => {
    clusterRole('giver', rules);
    bind('giver', 'ClusterRole/giver', { kind: 'User', name: 'giver' });
  };

  it('in a role, unless allowed to escalate it', () => {
    own({ ...read, verbs: ['get'] });
    expect(() => clusterRole('more', [read], GIVER)).toThrow(
      'clusterroles.rbac.authorization.k8s.io "more" is forbidden: user "giver" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["list"]}',
    );
    expect(clusterRole('less', [{ ...read, verbs: ['get'] }], GIVER).metadata.name).toBe('less');
    clusterRole('may-escalate', [rbac(['clusterroles'], ['escalate'])]);
    bind('may-escalate', 'ClusterRole/may-escalate', { kind: 'User', name: 'giver' });
    expect(clusterRole('more', [read], GIVER).metadata.name).toBe('more');
  });

  it('nor by gathering rules', () => {
    own(read);
    const gathers = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'me' } }] } };
    expect(() => clusterRole('mine', [], GIVER, gathers)).toThrow(
      'clusterroles.rbac.authorization.k8s.io "mine" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });

  it('in a binding, unless allowed to bind its role', () => {
    own(read);
    const give = (role: string) => bind('gift', role, { kind: 'User', name: 'taker' }, 'default', GIVER);
    expect(() => give('ClusterRole/cluster-admin')).toThrow(
      'rolebindings.rbac.authorization.k8s.io "gift" is forbidden: user "giver" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
    );
    expect(() => give('Role/ghost')).toThrow('rolebindings.rbac.authorization.k8s.io "ghost" not found');
    expect(() => give('Robe/ghost')).toThrow('unsupported role reference kind: "Robe"');
    clusterRole('may-bind', [{ ...rbac(['clusterroles'], ['bind']), resourceNames: ['cluster-admin'] }]);
    bind('may-bind', 'ClusterRole/may-bind', { kind: 'User', name: 'giver' });
    expect(give('ClusterRole/cluster-admin').metadata.name).toBe('gift');
  });

  it('reports which of the user’s roles could not be read', () => {
    own();
    bind('ghost', 'ClusterRole/ghost', { kind: 'User', name: 'giver' });
    expect(() => clusterRole('more', [read], GIVER)).toThrow(
      'Verbs:["get" "list"]}; resolution errors: [clusterroles.rbac.authorization.k8s.io "ghost" not found]',
    );
  });
});

describe('invalid roles and bindings', () => {
  it.each<[string, () => unknown, string]>([
    [
      'rules without required members',
      () => clusterRole('r', [{ verbs: [] }, { verbs: ['get'], nonResourceURLs: ['/a'], resources: ['x'] }]),
      'ClusterRole.rbac.authorization.k8s.io "r" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource, rules[1].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs]',
    ],
    [
      'an empty aggregation',
      () => clusterRole('r', [], ADMIN, { aggregationRule: {} }),
      'ClusterRole.rbac.authorization.k8s.io "r" is invalid: aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
    ],
    [
      'a name with a slash',
      () => clusterRole('a/b', []),
      `ClusterRole.rbac.authorization.k8s.io "a/b" is invalid: metadata.name: Invalid value: "a/b": may not contain '/'`,
    ],
    [
      'a cluster-wide binding of a role, to an account without a namespace',
      () => bind('b', 'Role/x', { kind: 'ServiceAccount', name: 'a' }),
      'ClusterRoleBinding.rbac.authorization.k8s.io "b" is invalid: [roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole", subjects[0].namespace: Required value]',
    ],
    [
      'invalid subjects',
      () => bind('b', 'Robe/', { kind: 'Bar', name: '' }, 'default'),
      'RoleBinding.rbac.authorization.k8s.io "b" is invalid: [roleRef.kind: Unsupported value: "Robe": supported values: "Role", "ClusterRole", roleRef.name: Required value, subjects[0].name: Required value, subjects[0].kind: Unsupported value: "Bar": supported values: "ServiceAccount", "User", "Group"]',
    ],
    [
      'another role for a binding that exists',
      () => {
        const binding = bind('b', 'ClusterRole/view', { kind: 'User', name: 'u' });
        const roleRef = reference('ClusterRole', 'edit');
        return store.update(RBAC.clusterRoleBinding, { ...binding, roleRef }, ADMIN);
      },
      'ClusterRoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"edit"}: cannot change roleRef',
    ],
  ])('%s', (_, write, message) => {
    expect(write).toThrow(message);
  });

  it('fills in the API groups', () => {
    const roleRef = { kind: 'ClusterRole', name: 'view' };
    const binding = { metadata: { name: 'b' }, roleRef, subjects: [{ kind: 'Group', name: 'g' }] };
    expect(store.create(RBAC.clusterRoleBinding, binding, ADMIN)).toMatchObject({
      roleRef: reference('ClusterRole', 'view'),
      subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'g' }],
    });
    expect(clusterRole('system:a b', [])['rules']).toBeNull();
  });
});
