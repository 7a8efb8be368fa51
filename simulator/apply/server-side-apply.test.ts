import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import { type ServerTest, startServerTest, type TestAnswer } from '#simulator/testing/server-test.ts';

// The responses are those of kube-apiserver v1.35 with Knative v0.50's CustomResourceDefinitions to the same requests.

const SERVICES = '/apis/serving.knative.dev/v1/namespaces/default/services';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const TEMPLATE = { spec: { containers: [{ image: 'x' }] } };
const LATEST = [{ percent: 100, latestRevision: true }];
const SPLIT = [
  { percent: 50, latestRevision: true },
  { percent: 50, revisionName: 'q' },
];

type Fields = Record<string, unknown>;

function service(spec?: unknown, metadata: Fields = {}): Fields {
  const identity = { apiVersion: 'serving.knative.dev/v1', kind: 'Service' };
  return { ...identity, metadata: { name: 'a', ...metadata }, ...(spec === undefined ? {} : { spec }) };
}

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

const send = (query: string, body: unknown, path = `${SERVICES}/a`): Promise<TestAnswer> =>
  cluster.call(`${path}?${query}`, {
    method: 'PATCH',
    body: body as Fields,
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
const apply = (manager: string, body: unknown, path?: string): Promise<TestAnswer> =>
  send(`fieldManager=${manager}`, body, path);
const merge = (manager: string, body: unknown, path = `${SERVICES}/a`): Promise<TestAnswer> =>
  cluster.call(`${path}?fieldManager=${manager}`, {
    method: 'PATCH',
    body,
    headers: { 'content-type': 'application/merge-patch+json' },
  });

/** Maps managers, by operation and name, to their fields; `-` follows the name of a manager that has not changed anything yet. */
function managers({ body }: TestAnswer): Fields {
  const { managedFields = [] } = body['metadata'] as { managedFields?: ManagedFieldsEntry[] };
  return Object.fromEntries(
    managedFields.map(({ operation, manager, subresource, time, fieldsV1 }) => {
      const where = subresource === undefined ? '' : `/${subresource}`;
      return [`${operation} ${manager}${where}${time === undefined ? ' -' : ''}`, fieldsV1];
    }),
  );
}

describe('server-side apply', () => {
  it('creates an object, managed by the applier', async () => {
    const answer = await apply('x', service({ template: TEMPLATE }, { labels: { l: '1' } }));
    expect(answer.code).toBe(201);
    expect(managers(answer)).toEqual({
      'Apply x': {
        'f:metadata': { 'f:labels': { 'f:l': {} } },
        'f:spec': { 'f:template': { 'f:spec': { 'f:containers': {} } } },
      },
    });
  });

  it('records items of keyed lists, keys of maps, and members without a schema', async () => {
    const spec = { ...TEMPLATE.spec, volumes: [{ name: 'v', emptyDir: {} }], affinity: { x: { y: [1] } } };
    const answer = await apply('x', service({ template: { metadata: { labels: { a: 'b' } }, spec } }));
    expect(managers(answer)['Apply x']).toEqual({
      'f:spec': {
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:a': {} } },
          'f:spec': {
            'f:affinity': { 'f:x': { '.': {}, 'f:y': {} } },
            'f:containers': {},
            'f:volumes': { 'k:{"name":"v"}': { '.': {}, 'f:emptyDir': {}, 'f:name': {} } },
          },
        },
      },
    });
  });

  it('removes what the manager applied before and now omits', async () => {
    const volumes = (name: string) => [{ name, emptyDir: {} }];
    const config = (name: string, labels: Fields) =>
      service({ template: { spec: { ...TEMPLATE.spec, volumes: volumes(name) } } }, { labels });
    await apply('x', config('v', { l: '1', m: '2' }));
    const { body } = await apply('x', config('w', { l: '1' }));
    expect(body).toMatchObject({ metadata: { labels: { l: '1' }, generation: 2 } });
    expect(body['spec']).toEqual({ template: { spec: { ...TEMPLATE.spec, volumes: volumes('w') } } });
    const { body: bare } = await apply('x', service({ template: TEMPLATE }));
    expect(bare['metadata']).not.toHaveProperty('labels');
    expect(bare['spec']).toEqual({ template: TEMPLATE });
  });

  it('keeps what another manager also owns', async () => {
    await apply('x', service({ template: TEMPLATE, traffic: LATEST }));
    const shared = await apply('y', service({ traffic: LATEST }));
    expect(Object.keys(managers(shared))).toEqual(['Apply y -', 'Apply x']);
    const { body } = await apply('x', service({ template: TEMPLATE }));
    expect(body['spec']).toEqual({ template: TEMPLATE, traffic: LATEST });
  });

  it('changes nothing when nothing is new', async () => {
    const { body } = await apply('x', service({ template: TEMPLATE }));
    cluster.clock.advance(5000);
    expect((await apply('x', service({ template: TEMPLATE }))).body).toEqual(body);
  });

  it('refuses to change what others own, and names them', async () => {
    await apply('x', service({ template: TEMPLATE, traffic: LATEST }, { labels: { l: '1' } }));
    expect(await apply('y', service({ traffic: SPLIT }, { labels: { l: '2' } }))).toMatchObject({
      code: 409,
      body: {
        reason: 'Conflict',
        message: 'Apply failed with 2 conflicts: conflicts with "x":\n- .metadata.labels.l\n- .spec.traffic',
        details: {
          causes: [
            { reason: 'FieldManagerConflict', message: 'conflict with "x"', field: '.metadata.labels.l' },
            { reason: 'FieldManagerConflict', message: 'conflict with "x"', field: '.spec.traffic' },
          ],
        },
      },
    });
    await merge('z', { spec: { traffic: SPLIT } });
    expect((await apply('y', service({ traffic: LATEST }))).body['message']).toBe(
      'Apply failed with 1 conflict: conflict with "z" using serving.knative.dev/v1: .spec.traffic',
    );
  });

  it('takes over fields by force', async () => {
    await apply('x', service({ template: TEMPLATE }));
    await merge('z', { spec: { traffic: SPLIT }, metadata: { labels: { n: '3' } } });
    const answer = await send('fieldManager=y&force=true', service({ traffic: LATEST }));
    expect(answer.body).toMatchObject({ spec: { traffic: LATEST } });
    expect(managers(answer)).toEqual({
      'Apply x': { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': {} } } } },
      'Apply y': { 'f:spec': { 'f:traffic': {} } },
      'Update z': { 'f:metadata': { 'f:labels': { '.': {}, 'f:n': {} } } },
    });
  });

  it('changes only the status in the status subresource', async () => {
    await apply('x', service({ template: TEMPLATE }));
    await merge('c', { status: { url: 'u' } }, `${SERVICES}/a/status`);
    const status = { ...service({ traffic: [] }), status: { url: 'v', observedGeneration: 3 } };
    expect((await apply('y', status, `${SERVICES}/a/status`)).body['message']).toBe(
      'Apply failed with 1 conflict: conflict with "c" with subresource "status" using serving.knative.dev/v1: .status.url',
    );
    const answer = await send('fieldManager=y&force=true', status, `${SERVICES}/a/status`);
    expect(answer.body).toMatchObject({ spec: { template: TEMPLATE }, status: status.status });
    expect(managers(answer)['Apply y/status']).toEqual({
      'f:status': { 'f:observedGeneration': {}, 'f:url': {} },
    });
  });

  it('records the fields of an untracked object under a separate manager', async () => {
    await apply('x', service({ template: TEMPLATE }, { labels: { q: '2' } }));
    expect(managers(await merge('z', { metadata: { managedFields: [{}] } }))).toEqual({});
    expect(managers(await merge('z', { metadata: { labels: { r: '1' } } }))).toEqual({});
    expect((await apply('y', service(undefined, { labels: { q: '3' } }))).body['message']).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using serving.knative.dev/v1: .metadata.labels.q',
    );
  });

  it('stores nothing on a dry run', async () => {
    expect((await send('fieldManager=x&dryRun=All', service({ template: TEMPLATE }))).code).toBe(201);
    expect((await cluster.call(`${SERVICES}/a`)).code).toBe(404);
  });

  it('merges the lists of built-in kinds by their keys', async () => {
    const deployment = (containers: unknown[]): Fields => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers } },
      },
    });
    await cluster.call(`${DEPLOYMENTS}?fieldManager=k`, {
      method: 'POST',
      body: deployment([{ name: 'x', image: 'i', ports: [{ containerPort: 80 }] }]),
    });
    const env = [{ name: 'B', value: '1' }];
    const path = `${DEPLOYMENTS}/d`;
    const answer = await apply(
      's',
      deployment([
        { name: 'x', env },
        { name: 'y', image: 'j' },
      ]),
      path,
    );
    expect(answer.body).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'x', image: 'i', env },
              { name: 'y', image: 'j' },
            ],
          },
        },
      },
    });
    // The writer also owns the defaults that decoding sets.
    expect(managers(answer)['Update k']).toMatchObject({
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"x"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
                'f:ports': {
                  '.': {},
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                },
              },
            },
          },
        },
      },
    });
    expect((await apply('s', deployment([{ name: 'x', image: 'o' }]), path)).body['message']).toBe(
      'Apply failed with 1 conflict: conflict with "k" using apps/v1: .spec.template.spec.containers[name="x"].image',
    );
  });

  it.each([
    [
      'no manager',
      '',
      service({}),
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    ['no kind', 'fieldManager=x', {}, 400, 'invalid object type: /, Kind='],
    [
      'another kind',
      'fieldManager=x',
      { ...service({}), apiVersion: 'v1' },
      400,
      'invalid object type: /v1, Kind=Service',
    ],
    [
      'no name',
      'fieldManager=x',
      service({}, { name: undefined }),
      400,
      'the name of the object (a based on URL) was undeterminable: name must be provided',
    ],
    [
      'another name',
      'fieldManager=x',
      service({}, { name: 'b' }),
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ],
    [
      'managers',
      'fieldManager=x',
      service({}, { managedFields: [] }),
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'the uid of an object that does not exist',
      'fieldManager=x',
      service({}, { uid: 'u' }),
      409,
      'Operation cannot be fulfilled on services.serving.knative.dev "a": uid mismatch: the provided object specified uid u, and no existing object was found',
    ],
    [
      'an unknown field',
      'fieldManager=x',
      service({ trafic: [] }),
      500,
      'failed to create typed patch object (/a; serving.knative.dev/v1, Kind=Service): .spec.trafic: field not declared in schema',
    ],
    [
      'values of other types',
      'fieldManager=x',
      service({ traffic: [{ percent: 'x', tag: 1, latestRevision: 'true' }] }),
      500,
      'failed to create typed patch object (/a; serving.knative.dev/v1, Kind=Service): errors:\n  .spec.traffic[0].latestRevision: expected boolean, got &{true}\n  .spec.traffic[0].percent: expected numeric (int or float), got string\n  .spec.traffic[0].tag: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'a duplicate key',
      'fieldManager=x',
      service({ template: { spec: { ...TEMPLATE.spec, volumes: [{ name: 'v' }, { name: 'v' }] } } }),
      500,
      'failed to create typed patch object (/a; serving.knative.dev/v1, Kind=Service): .spec.template.spec.volumes: duplicate entries for key [name="v"]',
    ],
  ])('refuses %s', async (_name, query, body, code, message) => {
    expect(await send(query, body)).toMatchObject({ code, body: { message } });
  });
});
