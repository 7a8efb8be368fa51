import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '#simulator/api/test-client.ts';

const SERVICES = '/apis/serving.knative.dev/v1/namespaces/default/services';
const PODS = '/api/v1/namespaces/default/pods';
const ksvc = (name: string, spec: unknown = {}, metadata: Record<string, unknown> = {}) => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});
let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
});
afterEach(() => cluster.close());

describe('who may do what', () => {
  it('answers 401 to an unknown token, in the words of a real server', async () => {
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

  it('lets team-a work in its namespace', async () => {
    const path = SERVICES.replace('default', 'team-a');
    expect((await cluster.call(path, { method: 'POST', body: ksvc('a'), user: 'team-a' })).code).toBe(201);
  });

  it('reviews access, the levers included', async () => {
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

  it('lets the admin act as another', async () => {
    const headers = { 'impersonate-user': 'view' };
    expect((await cluster.call(SERVICES, { method: 'POST', body: ksvc('a'), headers })).code).toBe(403);
    expect((await cluster.call(SERVICES, { user: 'view', headers })).body).toMatchObject({ code: 403 });
  });
});

describe('discovery', () => {
  it('aggregates when asked as kubectl asks', async () => {
    const accept =
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
    const { body, contentType } = await cluster.call('/apis', { headers: { accept } });
    expect(contentType).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    expect(JSON.stringify(body)).toContain(
      '"resource":"services","responseKind":{"group":"serving.knative.dev"',
    );
  });

  it('serves the older forms', async () => {
    expect((await cluster.call('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    expect((await cluster.call('/apis/serving.knative.dev/v1')).body['resources']).toContainEqual(
      expect.objectContaining({
        name: 'services',
        shortNames: ['kservice', 'ksvc'],
        categories: ['all', 'knative', 'serving'],
      }),
    );
    expect((await cluster.call('/apis/nothing.example')).code).toBe(404);
  });

  it('tells kubectl that the server validates fields', async () => {
    const { body } = await cluster.call('/openapi/v3');
    const path = 'apis/serving.knative.dev/v1';
    expect(body['paths']).toMatchObject({ [path]: { serverRelativeURL: `/openapi/v3/${path}` } });
    const document = await cluster.call(`/openapi/v3/${path}`);
    expect(document.body).toMatchObject({
      paths: {
        [`/${path}/namespaces/{namespace}/services/{name}`]: { patch: { parameters: expect.anything() } },
      },
    });
    expect(document.text).toContain('"fieldValidation"');
  });

  it('needs no user for version and health', async () => {
    expect((await cluster.call('/version', { user: '' })).body['gitVersion']).toBe(
      'v1.34.0+sluice-simulator',
    );
    expect((await cluster.call('/readyz', { user: '' })).text).toBe('ok');
    expect((await cluster.call('/apis', { user: '' })).code).toBe(403);
  });
});
