import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const SERVICES = '/apis/serving.knative.dev/v1/namespaces/default/services';
const PODS = '/api/v1/namespaces/default/pods';
const ksvc = (name: string, spec: unknown = {}, metadata: Record<string, unknown> = {}) => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});
let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

describe('access control', () => {
  it('answers 401 to an unknown token, with a real server’s message', async () => {
    expect(await cluster.call(PODS, { user: 'nobody' })).toMatchObject({
      code: 401,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Unauthorized',
        reason: 'Unauthorized',
        code: 401,
      },
    });
  });

  it.each([
    [
      '',
      'GET',
      PODS,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'view',
      'POST',
      SERVICES,
      'services.serving.knative.dev is forbidden: User "view" cannot create resource "services" in API group "serving.knative.dev" in the namespace "default"',
    ],
    [
      'view',
      'DELETE',
      `${SERVICES}/a`,
      'services.serving.knative.dev "a" is forbidden: User "view" cannot delete resource "services" in API group "serving.knative.dev" in the namespace "default"',
    ],
    [
      'edit',
      'POST',
      '/apis/apps/v1/namespaces/default/controllerrevisions',
      'controllerrevisions.apps is forbidden: User "edit" cannot create resource "controllerrevisions" in API group "apps" in the namespace "default"',
    ],
    [
      'team-a',
      'GET',
      '/apis/serving.knative.dev/v1/services',
      'services.serving.knative.dev is forbidden: User "team-a" cannot list resource "services" in API group "serving.knative.dev" at the cluster scope',
    ],
    [
      'team-a',
      'GET',
      `${PODS}?watch=1`,
      'pods is forbidden: User "team-a" cannot watch resource "pods" in API group "" in the namespace "default"',
    ],
  ])('user "%s" may not %s %s', async (user, method, path, message) => {
    const body = method === 'POST' ? {} : undefined;
    expect(await cluster.call(path, { user, method, body })).toMatchObject({
      code: 403,
      body: { reason: 'Forbidden', message },
    });
  });

  it('allows team-a to work in its namespace', async () => {
    const path = SERVICES.replace('default', 'team-a');
    expect((await cluster.call(path, { method: 'POST', body: ksvc('a'), user: 'team-a' })).code).toBe(201);
  });

  it('reviews access, including the levers', async () => {
    const ask = async (user: string, verb: string) => {
      const resourceAttributes = {
        group: 'serving.knative.dev',
        resource: 'services',
        verb,
        namespace: 'default',
      };
      const { body } = await cluster.call('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        method: 'POST',
        user,
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        },
      });
      return (body['status'] as { allowed: boolean }).allowed;
    };
    expect([await ask('view', 'list'), await ask('view', 'patch'), await ask('edit', 'patch')]).toEqual([
      true,
      false,
      true,
    ]);
    cluster.server.levers.respond('services.serving.knative.dev', 403);
    expect(await ask('admin', 'list')).toBe(false);
  });

  it('reviews access for others, and lists what the rules allow the caller', async () => {
    const ask = async (resource: string, spec: unknown, user = 'admin', namespace = '') => {
      const path = `/apis/authorization.k8s.io/v1${namespace}/${resource}`;
      return (await cluster.call(path, { method: 'POST', user, body: { spec } })).body;
    };
    const patch = { verb: 'patch', group: 'serving.knative.dev', resource: 'services', namespace: 'team-a' };
    expect(await ask('subjectaccessreviews', { user: 'team-a', resourceAttributes: patch })).toEqual({
      kind: 'SubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: { user: 'team-a', resourceAttributes: patch },
      status: {
        allowed: true,
        reason: 'RBAC: allowed by RoleBinding "team-a/team-a" of ClusterRole "edit" to User "team-a"',
      },
    });
    expect(
      await ask(
        'localsubjectaccessreviews',
        { user: 'view', resourceAttributes: patch },
        'admin',
        '/namespaces/team-a',
      ),
    ).toMatchObject({ metadata: { namespace: 'team-a' }, status: { allowed: false } });
    expect((await ask('subjectaccessreviews', {}, 'view'))['message']).toContain(
      'User "view" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope',
    );
    expect((await ask('subjectaccessreviews', {}))['message']).toBe(
      '.authorization.k8s.io "" is invalid: [spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
    );
    expect((await ask('selfsubjectrulesreviews', { namespace: 'default' }, 'one-service'))['status']).toEqual(
      {
        resourceRules: [
          {
            verbs: ['create'],
            apiGroups: ['authorization.k8s.io'],
            resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
          },
          { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
          {
            verbs: ['get', 'list', 'watch', 'update', 'patch'],
            apiGroups: ['serving.knative.dev'],
            resources: ['services'],
            resourceNames: ['hello'],
          },
        ],
        nonResourceRules: [
          expect.objectContaining({ nonResourceURLs: expect.arrayContaining(['/api/*']) as unknown }),
          expect.objectContaining({ nonResourceURLs: expect.arrayContaining(['/version']) as unknown }),
        ],
        incomplete: false,
      },
    );
  });

  it('allows one-service only one Service, including lists and watches by its name', async () => {
    for (const name of ['hello', 'other']) await cluster.call(SERVICES, { method: 'POST', body: ksvc(name) });
    const user = 'one-service';
    const codes = async (...paths: string[]) =>
      await Promise.all(paths.map(async (path) => (await cluster.call(path, { user })).code));
    const byName = (name: string) => `${SERVICES}?fieldSelector=metadata.name%3D${name}`;
    expect(
      await codes(`${SERVICES}/hello`, `${SERVICES}/other`, SERVICES, byName('hello'), byName('other')),
    ).toEqual([200, 403, 403, 200, 403]);
    expect((await cluster.call(byName('other'), { user })).body['message']).toBe(
      'services.serving.knative.dev "other" is forbidden: User "one-service" cannot list resource "services" in API group "serving.knative.dev" in the namespace "default"',
    );
    const headers = { 'content-type': 'application/merge-patch+json' };
    const patch = { method: 'PATCH', user, headers, body: { metadata: { labels: { a: 'b' } } } };
    expect((await cluster.call(`${SERVICES}/other`, patch)).code).toBe(403);
    const watch = await cluster.watch(`${byName('hello')}&watch=1`, { user });
    expect((await watch.next())?.type).toBe('ADDED');
    expect((await cluster.call(`${SERVICES}/hello`, patch)).code).toBe(200);
    expect((await watch.next())?.object.metadata).toMatchObject({ name: 'hello', labels: { a: 'b' } });
  });

  it('requires permission to create for an object created by apply or by an update', async () => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const put = async (path: string, object: object) =>
      await cluster.call(`${rbac}/${path}`, {
        method: 'PUT',
        body: { apiVersion: 'rbac.authorization.k8s.io/v1', ...object },
      });
    const named = { metadata: { name: 'patcher' } };
    const rules = [
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['update'] },
      { apiGroups: ['serving.knative.dev'], resources: ['services'], verbs: ['patch'] },
    ];
    expect((await put('clusterroles/patcher', { kind: 'ClusterRole', ...named, rules })).code).toBe(201);
    const roleRef = { kind: 'ClusterRole', name: 'patcher' };
    const subjects = [{ kind: 'User', name: 'pat' }];
    await put('clusterrolebindings/patcher', { kind: 'ClusterRoleBinding', ...named, roleRef, subjects });
    const as = { 'impersonate-user': 'pat' };
    const apply = { ...as, 'content-type': 'application/apply-patch+yaml' };
    const path = `${SERVICES}/new?fieldManager=pat`;
    expect(
      (await cluster.call(path, { method: 'PATCH', body: ksvc('new'), headers: apply })).body['message'],
    ).toBe(
      'services.serving.knative.dev "new" is forbidden: User "pat" cannot create resource "services" in API group "serving.knative.dev" in the namespace "default"',
    );
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'new' } };
    const roles = `${rbac}/namespaces/default/roles/new`;
    expect((await cluster.call(roles, { method: 'PUT', body: role, headers: as })).body['message']).toBe(
      'roles.rbac.authorization.k8s.io "new" is forbidden: User "pat" cannot create resource "roles" in API group "rbac.authorization.k8s.io" in the namespace "default"',
    );
    await cluster.call(SERVICES, { method: 'POST', body: ksvc('new') });
    expect((await cluster.call(path, { method: 'PATCH', body: ksvc('new'), headers: apply })).code).toBe(200);
  });

  it('follows a binding immediately, and keeps open watches open', async () => {
    const watch = await cluster.watch(`${PODS}?watch=1`, { user: 'view' });
    const binding = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/view';
    await cluster.call(binding, { method: 'DELETE' });
    expect((await cluster.call(PODS, { user: 'view' })).body['message']).toBe(
      'pods is forbidden: User "view" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    await cluster.call(PODS, {
      method: 'POST',
      body: { metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    });
    expect((await watch.next())?.object.metadata['name']).toBe('a');
  });

  it.each([
    ['view', '/', 'get path "/"'],
    ['view', '/healthz/etcd', 'get path "/healthz/etcd"'],
    ['', '/apis', 'get path "/apis"'],
  ])('denies "%s" a path that no rule names: %s', async (user, path, what) => {
    const name = user === '' ? 'system:anonymous' : user;
    expect((await cluster.call(path, { user })).body).toMatchObject({
      code: 403,
      message: `forbidden: User "${name}" cannot ${what}`,
    });
  });
});
