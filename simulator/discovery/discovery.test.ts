import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

describe('discovery', () => {
  it('aggregates for kubectl’s Accept header', async () => {
    const accept =
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
    const { body, contentType } = await cluster.call('/apis', { headers: { accept } });
    expect(contentType).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    expect(JSON.stringify(body)).toContain(
      '"resource":"services","responseKind":{"group":"serving.knative.dev"',
    );
  });

  it('serves the older formats', async () => {
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

  it('shows kubectl that the server validates fields', async () => {
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

  it('requires no user for version and health', async () => {
    expect((await cluster.call('/version', { user: '' })).body['gitVersion']).toBe(
      'v1.34.0+sluice-simulator',
    );
    expect((await cluster.call('/version/', { user: '' })).body['minor']).toBe('34');
    expect((await cluster.call('/readyz', { user: '' })).text).toBe('ok');
    expect((await cluster.call('/apis', { user: '' })).code).toBe(403);
  });

  it('lists its health checks, and has each of them', async () => {
    const { text } = await cluster.call('/readyz?verbose&exclude=log');
    expect(text).toBe('[+]ping ok\n[+]log excluded: ok\n[+]etcd ok\nreadyz check passed\n');
    expect((await cluster.call('/livez/ping')).text).toBe('ok');
    expect((await cluster.call('/healthz/nothing')).code).toBe(404);
  });

  it('answers 304 to a client that has a document already', async () => {
    const headersOf = async (headers: Record<string, string>): Promise<string> => {
      const answer = await cluster.call('/apis', { headers });
      return `${answer.code} ${answer.etag}`;
    };
    const first = await headersOf({});
    const etag = first.slice('200 '.length);
    expect(await headersOf({ 'if-none-match': etag })).toBe(`304 ${etag}`);
    expect(await headersOf({ 'if-none-match': '"other"' })).toBe(first);
  });

  it('has an OpenAPI 2.0 document for clients that read only protobuf, as kubectl does before it reports an unknown kind', async () => {
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const answer = await cluster.call('/openapi/v2', { headers: { accept } });
    expect(answer.contentType).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
    expect(answer.text).toBe('\n\u00032.0');
    expect((await cluster.call('/openapi/v2')).body).toMatchObject({ swagger: '2.0' });
  });

  it('makes nodes read-only', async () => {
    const { body } = await cluster.call('/api/v1');
    expect(body['resources']).toContainEqual(
      expect.objectContaining({ name: 'nodes', namespaced: false, verbs: ['get', 'list', 'watch'] }),
    );
    const refused = await cluster.call('/api/v1/nodes', {
      method: 'POST',
      body: { metadata: { name: 'n' } },
    });
    expect(refused).toMatchObject({
      code: 405,
      body: {
        reason: 'MethodNotAllowed',
        message: 'nodes of the embedded cluster are made up and cannot be changed',
      },
    });
  });

  it.each([
    ['/metrics', 'the embedded cluster has no metrics of its own'],
    ['/apis/events.k8s.io/v1/events', 'the embedded cluster serves events in v1 only, not in events.k8s.io'],
    [
      '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      'the embedded cluster calls no admission webhooks and evaluates no admission policies',
    ],
    [
      '/apis/metrics.k8s.io/v1beta1/pods',
      'pods of the embedded cluster run nothing: there is no usage to measure',
    ],
    ['/api/v1/componentstatuses', 'the embedded cluster has no components with a status'],
  ])('refuses %s with the reason', async (path, message) => {
    expect((await cluster.call(path)).body).toMatchObject({ code: 404, reason: 'NotFound', message });
  });

  it('describes the fields of built-in kinds and how their lists merge, for kubectl explain and kubectl apply', async () => {
    const { body } = await cluster.call('/openapi/v3/apis/apps/v1');
    const { schemas } = body['components'] as { schemas: Record<string, unknown> };
    expect(schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
      properties: { spec: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec' }] } },
      'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    });
    expect(schemas['io.k8s.api.core.v1.PodSpec']).toMatchObject({
      properties: {
        containers: {
          type: 'array',
          items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }] },
          'x-kubernetes-patch-strategy': 'merge',
          'x-kubernetes-patch-merge-key': 'name',
        },
        nodeSelector: { type: 'object', additionalProperties: { type: 'string' } },
      },
    });
    expect(schemas['io.k8s.api.core.v1.Volume']).toMatchObject({
      properties: { configMap: { allOf: expect.anything() } },
    });
  });

  it('has a schema for every reference in a document', async () => {
    for (const [path, prefix] of [
      ['/openapi/v3/api/v1', '#/components/schemas/'],
      ['/openapi/v3/apis/batch/v1', '#/components/schemas/'],
      ['/openapi/v2', '#/definitions/'],
    ] as const) {
      const { text, body } = await cluster.call(path);
      const names = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, found = '']) =>
        found.slice(prefix.length),
      );
      const { schemas } = (body['components'] ?? { schemas: body['definitions'] }) as { schemas: object };
      expect(names.length).toBeGreaterThan(10);
      expect(Object.keys(schemas)).toEqual(expect.arrayContaining(names));
    }
  });
});
