import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest, type TestAnswer } from '#simulator/testing/server-test.ts';

// The responses are those of kube-apiserver v1.35 with Knative v0.50's CustomResourceDefinitions to the same requests.

const API = '/apis/serving.knative.dev';
const SERVICES = `${API}/v1/namespaces/default/services`;
const ROUTES = `${API}/v1/namespaces/default/routes`;
const MAPPINGS = `${API}/v1beta1/namespaces/default/domainmappings`;

type Fields = Record<string, unknown>;

const service = (spec: unknown, metadata: Fields = {}): Fields => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'a', ...metadata },
  spec,
});
const route = (spec: unknown, metadata: Fields = {}): Fields => ({
  ...service(spec, metadata),
  kind: 'Route',
});
const TEMPLATE = { spec: { containers: [{ image: 'x' }] } };

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

const post = (path: string, body: unknown, type = 'application/json'): Promise<TestAnswer> =>
  cluster.call(path, { method: 'POST', body, headers: { 'content-type': type } });
const patch = (query: string, body: unknown, type = 'merge-patch+json'): Promise<TestAnswer> =>
  cluster.call(`${SERVICES}/a?${query}`, {
    method: 'PATCH',
    body,
    headers: { 'content-type': `application/${type}` },
  });

describe('fields that a kind does not have', () => {
  const misspelt = {
    ...service(
      {
        template: {
          metadata: { foo: 1 },
          spec: {
            containers: [{ image: 'x', imag: 'y', ports: [{ containerPort: 80 }] }],
            affinity: { any: { thing: 1 } },
          },
        },
        trafic: [],
        traffic: [{ percent: 100, percnt: 1 }],
      },
      { lables: {} },
    ),
    extra: 1,
  };
  const unknown = [
    'unknown field "metadata.lables"',
    'unknown field "extra"',
    'unknown field "spec.template.spec.containers[0].imag"',
    'unknown field "spec.traffic[0].percnt"',
    'unknown field "spec.trafic"',
  ];

  it('are dropped, with a warning for each', async () => {
    const answer = await post(SERVICES, misspelt);
    expect(answer.code).toBe(201);
    expect(answer.warnings).toEqual(unknown.map((text) => `299 - ${JSON.stringify(text)}`));
    expect(answer.body['spec']).toEqual({
      template: {
        metadata: { foo: 1 },
        spec: {
          containers: [{ image: 'x', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
          affinity: { any: { thing: 1 } },
        },
      },
      traffic: [{ percent: 100 }],
    });
    expect(answer.body).not.toHaveProperty('extra');
    expect(answer.body['metadata']).not.toHaveProperty('lables');
  });

  it('are dropped silently when the request asks for it', async () => {
    const { code, warnings } = await post(`${SERVICES}?fieldValidation=Ignore`, misspelt);
    expect({ code, warnings }).toEqual({ code: 201, warnings: [] });
  });

  it('are refused when the request asks for it', async () => {
    expect(await post(`${SERVICES}?fieldValidation=Strict`, misspelt)).toMatchObject({
      code: 400,
      warnings: [],
      body: {
        reason: 'BadRequest',
        message: `Service in version "v1" cannot be handled as a Service: strict decoding error: ${unknown.join(', ')}`,
      },
    });
  });

  it('are refused in a patch’s result', async () => {
    await post(SERVICES, service({ template: TEMPLATE }));
    const answer = await patch('fieldValidation=Strict', { spec: { trafic: [] } });
    expect(answer).toMatchObject({ code: 422, body: { details: { causes: [{ field: 'patch' }] } } });
    expect(answer.body['message']).toMatch(
      /^ "" is invalid: patch: Invalid value: "\{\\"apiVersion\\":.*\\"trafic\\":\[\]\}\}": strict decoding error: unknown field "spec.trafic"$/,
    );
    const operations = [{ op: 'test', path: '/kind', value: 'Service', why: 1 }];
    const refused = await patch('fieldValidation=Strict', operations, 'json-patch+json');
    expect(refused.body['message']).toContain('strict decoding error: json patch unknown field "[0].why"');
  });
});

describe('duplicate fields', () => {
  const TWICE = `{"apiVersion":"serving.knative.dev/v1","kind":"Service","metadata":{"name":"a"},"spec":{
    "template":{"spec":{"containers":[{"image":"x","image":"y, \\"}"}]}},"traffic":[],"traffic":[]}}`;
  const YAML =
    'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  traffic: []\n  traffic: []\n';

  it('count as the last, with a warning for each', async () => {
    const answer = await post(SERVICES, TWICE);
    expect(answer.warnings).toEqual([
      '299 - "duplicate field \\"spec.template.spec.containers[0].image\\""',
      '299 - "duplicate field \\"spec.traffic\\""',
    ]);
    expect(answer.body).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'y, "}' }] } } },
    });
  });

  it.each([
    [
      'JSON',
      () => post(`${SERVICES}?fieldValidation=Strict`, TWICE),
      'Service in version "v1" cannot be handled as a Service: strict decoding error: duplicate field "spec.template.spec.containers[0].image", duplicate field "spec.traffic"',
    ],
    [
      'YAML',
      () => post(`${SERVICES}?fieldValidation=Strict`, YAML, 'application/yaml'),
      'Service in version "v1" cannot be handled as a Service: strict decoding error: yaml: unmarshal errors:\n  line 7: key "traffic" already set in map',
    ],
    [
      'an applied configuration',
      () => patch('fieldManager=x&fieldValidation=Strict', YAML, 'apply-patch+yaml'),
      'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 7: key "traffic" already set in map',
    ],
  ])('are refused in %s when the request asks for it', async (_name, send, message) => {
    expect(await send()).toMatchObject({ code: 400, body: { message } });
  });
});

describe('values that a schema does not allow', () => {
  const type = (path: string, wanted: string, found: string): string =>
    `${path}: Invalid value: "${found}": ${path} in body must be of type ${wanted}: "${found}"`;

  it.each([
    [
      'a string for a number',
      { traffic: [{ percent: 'x' }] },
      type('spec.traffic[0].percent', 'integer', 'string'),
    ],
    [
      'a fractional percent',
      { traffic: [{ percent: 1.5 }] },
      type('spec.traffic[0].percent', 'integer', 'number'),
    ],
    ['an object for a list', { traffic: { a: 1 } }, type('spec.traffic', 'array', 'object')],
    ['a string for an object', 'x', type('spec', 'object', 'string')],
    ['nothing in a list', { traffic: [null] }, type('spec.traffic[0]', 'object', 'null')],
  ])('are refused: %s', async (_name, spec, message) => {
    expect(await post(ROUTES, route(spec))).toMatchObject({
      code: 422,
      body: {
        reason: 'Invalid',
        message: `Route.serving.knative.dev "a" is invalid: ${message}`,
        details: { causes: [{ reason: 'FieldValueTypeInvalid' }] },
      },
    });
  });

  it('are refused when a required field, key or format is missing', async () => {
    const mapping = { apiVersion: 'serving.knative.dev/v1beta1', kind: 'DomainMapping' };
    const body = { ...mapping, metadata: { name: 'd.example.com' }, spec: { ref: {}, tls: {} } };
    expect((await post(MAPPINGS, body)).body['message']).toBe(
      'DomainMapping.serving.knative.dev "d.example.com" is invalid: [spec.ref.kind: Required value, spec.ref.name: Required value, spec.tls.secretName: Required value]',
    );
    const containers = [{ image: 'x', resources: { limits: { cpu: 'abc' } } }];
    const spec = { containers, volumes: [{ name: 'v' }, { name: 'v' }] };
    const { body: refused } = await post(SERVICES, service({ template: { spec } }));
    expect(refused['message']).toContain(
      "spec.template.spec.containers[0].resources.limits.cpu in body should match '^(",
    );
    expect(refused['message']).toContain('spec.template.spec.volumes[1]: Duplicate value: {"name":"v"}');
  });

  it('may stay where they already exist', () => {
    const { store } = cluster;
    const type = store.definition({ group: 'serving.knative.dev', resource: 'routes' });
    const metadata = {
      name: 'a',
      namespace: 'default',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '',
    };
    const identity = { apiVersion: 'serving.knative.dev/v1', kind: 'Route' };
    store.load(type, { ...identity, metadata, spec: { traffic: [{ percent: 'x' }] } });
    const writer = { user: { name: 'u', groups: [] }, fieldManager: 'f' };
    const labelled = { metadata: { ...metadata, resourceVersion: '', labels: { a: 'b' } } };
    const spec = store.get(type, 'default', 'a')?.['spec'];
    expect(store.update(type, { ...labelled, spec }, writer)).toMatchObject({ spec });
    expect(() => store.update(type, { ...labelled, spec: { traffic: [{ percent: 'y' }] } }, writer)).toThrow(
      'must be of type integer',
    );
  });

  it('are dropped when they are null', async () => {
    const { body } = await post(ROUTES, route({ traffic: [{ percent: null, tag: 'x' }] }));
    expect(body['spec']).toEqual({ traffic: [{ tag: 'x' }] });
  });

  it.each([
    [{ labels: { a: 1 } }, 'number into Go struct field ObjectMeta.labels of type string'],
    [{ labels: 'x' }, 'string into Go struct field ObjectMeta.labels of type map[string]string'],
  ])('are refused in metadata: %j', async (metadata, why) => {
    expect(await post(ROUTES, route({}, metadata))).toMatchObject({
      code: 400,
      body: { message: `Route in version "v1" cannot be handled as a Route: json: cannot unmarshal ${why}` },
    });
  });
});

describe('fields that a built-in kind does not have', () => {
  const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
  const labels = { app: 'web' };
  const deployment = (name: string): Fields => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replica: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'x', imag: 'y' }] } },
    },
  });
  const paths = ['spec.replica', 'spec.template.spec.containers[0].imag'];
  const strict = `strict decoding error: ${paths.map((path) => `unknown field "${path}"`).join(', ')}`;

  it('are dropped, with a warning for each', async () => {
    const { code, body, warnings } = await post(DEPLOYMENTS, deployment('warned'));
    expect(code).toBe(201);
    expect(warnings).toEqual(paths.map((path) => `299 - "unknown field \\"${path}\\""`));
    expect(body['spec']).not.toHaveProperty('replica');
    expect(body['spec']).not.toHaveProperty('template.spec.containers.0.imag');
  });

  it('are refused when validation is strict, as kubectl requests', async () => {
    const { code, body } = await post(`${DEPLOYMENTS}?fieldValidation=Strict`, deployment('refused'));
    expect([code, body['message']]).toEqual([
      400,
      `Deployment in version "v1" cannot be handled as a Deployment: ${strict}`,
    ]);
  });

  it('are refused in a strategic merge patch, which is printed as Go prints a map', async () => {
    await post(DEPLOYMENTS, deployment('patched'));
    const { code, body } = await cluster.call(`${DEPLOYMENTS}/patched?fieldValidation=Strict`, {
      method: 'PATCH',
      body: { spec: { replica: 3 } },
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
    });
    expect([code, body['message']]).toEqual([
      422,
      ' "" is invalid: patch: Invalid value: "map[spec:map[replica:3]]": strict decoding error: unknown field "spec.replica"',
    ]);
  });

  it('are not declared, for a server-side apply', async () => {
    const { code, body } = await cluster.call(`${DEPLOYMENTS}/applied?fieldManager=me`, {
      method: 'PATCH',
      body: deployment('applied'),
      headers: { 'content-type': 'application/apply-patch+yaml' },
    });
    const list = [
      '  .spec.replica: field not declared in schema',
      '  .spec.template.spec.containers[name="a"].imag: field not declared in schema',
    ];
    expect([code, body['message']]).toEqual([
      500,
      `failed to create typed patch object (/applied; apps/v1, Kind=Deployment): errors:\n${list.join('\n')}`,
    ]);
  });
});
