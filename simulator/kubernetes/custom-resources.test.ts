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

describe('the schema of a user-defined kind', () => {
  const properties = {
    color: { type: 'string', enum: ['red', 'blue'] },
    num: { type: 'integer', minimum: 1, maximum: 5 },
    ex: { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true },
    mul: { type: 'integer', multipleOf: 2 },
    str: { type: 'string', minLength: 2, maxLength: 4, pattern: '^a' },
    lst: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string', maxLength: 3 } },
    map: {
      type: 'object',
      minProperties: 1,
      maxProperties: 2,
      additionalProperties: { type: 'integer', minimum: 1 },
    },
    obj: {
      type: 'object',
      default: { a: 1 },
      properties: { a: { type: 'integer' }, b: { type: 'integer', default: 7 } },
    },
    bo: { type: 'boolean', default: true },
    nul: { type: 'string', nullable: true },
    non: { type: 'string', default: 'd' },
  };
  const versionsWith = (more: object): object[] =>
    spec.versions.map((version) => ({
      ...version,
      schema: {
        openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties, ...more } } },
      },
    }));
  const create = async (of: object): Promise<unknown> => {
    const { code, body } = await cluster.call(WIDGETS, { method: 'POST', body: widget('a', of) });
    return code === 201 ? body['spec'] : (body['details'] as { causes: object[] }).causes;
  };
  const defineWith = async (more: object = {}): Promise<string[]> => {
    const body = definition({ versions: versionsWith(more) });
    const { warnings } = await cluster.call(DEFINITIONS, { method: 'POST', body });
    cluster.clock.advance(1000);
    return warnings;
  };

  // The messages are those of kube-apiserver v1.35.4.
  it.each([
    ['color', 'green', 'Unsupported value: "green": supported values: "red", "blue"'],
    ['num', 0, 'Invalid value: 0: spec.num in body should be greater than or equal to 1'],
    ['num', 6, 'Invalid value: 6: spec.num in body should be less than or equal to 5'],
    ['ex', 1, 'Invalid value: 1: spec.ex in body should be greater than 1'],
    ['ex', 5, 'Invalid value: 5: spec.ex in body should be less than 5'],
    ['mul', 3, 'Invalid value: 3: spec.mul in body should be a multiple of 2'],
    ['str', 'b', 'Invalid value: "b": spec.str in body should be at least 2 chars long'],
    ['str', 'bb', `Invalid value: "bb": spec.str in body should match '^a'`],
    ['str', 'abcde', 'Too long: may not be more than 4 bytes'],
    ['lst', [], 'Invalid value: 0: spec.lst in body should have at least 1 items'],
    ['lst', ['a', 'b', 'c'], 'Too many: 3: must have at most 2 items'],
    ['map', {}, 'Invalid value: 0: spec.map in body should have at least 1 properties'],
    ['map', { a: 1, b: 2, c: 3 }, 'Too many: 3: must have at most 2 items'],
  ])('refuses in %s: %j', async (name, value, message) => {
    await defineWith();
    expect(await create({ [name]: value })).toMatchObject([{ field: `spec.${name}`, message }]);
  });

  it('sets defaults of any type, also below a default, and keeps null only where it is nullable', async () => {
    await defineWith();
    const expected = { obj: { a: 1, b: 7 }, bo: true, nul: null, non: 'd' };
    expect(await create({ nul: null, non: null })).toEqual(expected);
  });

  it('may require a part of the object, and may be open as a whole', async () => {
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const openAPIV3Schema = { ...open, required: ['spec'], properties: { spec: open } };
    const versions = spec.versions.map((version) => ({ ...version, schema: { openAPIV3Schema } }));
    await cluster.call(DEFINITIONS, { method: 'POST', body: definition({ versions }) });
    cluster.clock.advance(1000);
    const { spec: _spec, ...without } = widget('a', {}) as { spec: object };
    const refused = await cluster.call(WIDGETS, { method: 'POST', body: without });
    expect(refused.body['message']).toBe('Widget.example.com "a" is invalid: spec: Required value');
    const body = { ...widget('a', { any: [1] }), more: { thing: true } };
    const created = await cluster.call(WIDGETS, { method: 'POST', body });
    expect(created.body).toMatchObject({ spec: { any: [1] }, more: { thing: true } });
  });

  it('has a warning for what is not evaluated', async () => {
    const rules = [{ rule: 'self.num > 1' }];
    expect(await defineWith({ 'x-kubernetes-validations': rules, oneOf: [{ required: ['num'] }] })).toEqual([
      '299 - "the embedded cluster checks no object by x-kubernetes-validations, oneOf of this schema"',
    ]);
    expect(await create({ num: 1 })).toMatchObject({ num: 1 });
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
