import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';

const spec = {
  group: 'example.com',
  scope: 'Namespaced',
  names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
  versions: [
    {
      name: 'v1',
      served: true,
      storage: true,
      subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas' } },
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              required: ['size'],
              properties: {
                size: { type: 'integer' },
                ratio: { type: 'number' },
                color: { type: 'string', default: 'red' },
                replicas: { type: 'integer' },
                more: { 'x-kubernetes-preserve-unknown-fields': true },
              },
            },
          },
        },
      },
    },
  ],
};
const definition = (changed: object = {}, name = 'widgets.example.com'): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: { ...spec, ...changed },
});
const widget = (name: string, of: object): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec: of,
});

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

async function define(): Promise<void> {
  await cluster.call(DEFINITIONS, { method: 'POST', body: definition() });
  cluster.clock.advance(1000);
}

describe('a user-defined kind', () => {
  it('is established and in discovery', async () => {
    expect((await cluster.call('/apis/example.com/v1')).code).toBe(404);
    await define();
    const { body } = await cluster.call(`${DEFINITIONS}/widgets.example.com`);
    expect(body['status']).toMatchObject({
      conditions: [
        { type: 'NamesAccepted', status: 'True' },
        { type: 'Established', status: 'True' },
      ],
      acceptedNames: { kind: 'Widget' },
      storedVersions: ['v1'],
    });
    const { body: group } = await cluster.call('/apis/example.com/v1');
    expect((group['resources'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'widgets',
      'widgets/status',
      'widgets/scale',
    ]);
  });

  it('is stored by its schema: pruned, with defaults, and checked', async () => {
    await define();
    const of = { size: 1, ratio: 2, unknown: true, more: { anything: [1, 'a'] } };
    const made = await cluster.call(WIDGETS, { method: 'POST', body: widget('a', of) });
    expect([made.code, made.body['spec']]).toEqual([
      201,
      { size: 1, ratio: 2, color: 'red', more: { anything: [1, 'a'] } },
    ]);
    const refused = await cluster.call(WIDGETS, {
      method: 'POST',
      body: widget('b', { size: 'big', ratio: 'x' }),
    });
    expect(refused.code).toBe(422);
    expect(refused.body['message']).toContain('spec.size in body must be of type integer: "string"');
    expect(refused.body['message']).toContain('spec.ratio in body must be of type number: "string"');
    const missing = await cluster.call(WIDGETS, { method: 'POST', body: widget('c', {}) });
    expect(missing.body['message']).toContain('spec.size: Required value');
  });

  it('is watched, scaled and applied like the others', async () => {
    await define();
    const watch = await cluster.watch(`${WIDGETS}?watch=true`);
    const applied = await cluster.call(`${WIDGETS}/a?fieldManager=me`, {
      method: 'PATCH',
      body: widget('a', { size: 1 }),
      headers: { 'content-type': 'application/apply-patch+yaml' },
    });
    expect(applied.code).toBe(201);
    const headers = { 'content-type': 'application/merge-patch+json' };
    await cluster.call(`${WIDGETS}/a/scale`, { method: 'PATCH', body: { spec: { replicas: 3 } }, headers });
    const events = await watch.take(2);
    expect(events.map(({ type, object }) => [type, object['spec']])).toEqual([
      ['ADDED', { size: 1, color: 'red' }],
      ['MODIFIED', { size: 1, color: 'red', replicas: 3 }],
    ]);
  });

  it('is deleted with its definition, its objects first', async () => {
    await define();
    await cluster.call(WIDGETS, { method: 'POST', body: widget('a', { size: 1 }) });
    await cluster.call(`${DEFINITIONS}/widgets.example.com`, { method: 'DELETE' });
    cluster.clock.advance(2000);
    expect((await cluster.call(WIDGETS)).code).toBe(404);
    expect((await cluster.call(`${DEFINITIONS}/widgets.example.com`)).code).toBe(404);
    await define();
    expect((await cluster.call(WIDGETS)).body['items']).toEqual([]);
  });

  it('is printed with the columns of its definition', async () => {
    const columns = [
      { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
      { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp', priority: 1 },
    ];
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const versions = spec.versions.map((version) => ({
      ...version,
      schema,
      additionalPrinterColumns: columns,
    }));
    await cluster.call(DEFINITIONS, { method: 'POST', body: definition({ versions }) });
    cluster.clock.advance(1000);
    await cluster.call(WIDGETS, { method: 'POST', body: widget('a', { size: 1 }) });
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    const { body } = await cluster.call(`${WIDGETS}/a`);
    await cluster.call(`${WIDGETS}/a/status`, { method: 'PUT', body: { ...body, status } });
    cluster.clock.advance(60_000);
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { body: table } = await cluster.call(WIDGETS, { headers: { accept } });
    expect(table).toMatchObject({
      columnDefinitions: [
        { name: 'Name' },
        { name: 'Size', type: 'integer' },
        { name: 'Ready' },
        { name: 'Since', type: 'date', priority: 1 },
      ],
      rows: [{ cells: ['a', 1, 'True', '60s'] }],
    });
  });

  it('follows a changed schema', async () => {
    await define();
    const { body } = await cluster.call(`${DEFINITIONS}/widgets.example.com`);
    const changed = structuredClone(spec.versions);
    for (const version of changed)
      Object.assign(version.schema.openAPIV3Schema.properties.spec.properties, { new: { type: 'boolean' } });
    await cluster.call(`${DEFINITIONS}/widgets.example.com`, {
      method: 'PUT',
      body: { ...body, spec: { ...spec, versions: changed } },
    });
    cluster.clock.advance(1000);
    const made = await cluster.call(WIDGETS, { method: 'POST', body: widget('a', { size: 1, new: true }) });
    expect(made.body['spec']).toMatchObject({ new: true });
  });
});

describe('a definition that cannot be served as written', () => {
  const two = [...spec.versions, { ...spec.versions[0], name: 'v2', storage: false }];
  it.each([
    [
      'two versions',
      definition({ versions: two }),
      'the embedded cluster serves exactly one version of a custom kind',
    ],
    [
      'a conversion webhook',
      definition({ conversion: { strategy: 'Webhook' } }),
      'the embedded cluster calls no conversion webhooks',
    ],
    ['another name', definition({}, 'gadgets.example.com'), 'must be spec.names.plural+"."+spec.group'],
  ])('with %s is refused with the reason', async (_what, body, why) => {
    const refused = await cluster.call(DEFINITIONS, { method: 'POST', body });
    expect(refused.code).toBe(422);
    expect(refused.body['message']).toContain(why);
  });
});
