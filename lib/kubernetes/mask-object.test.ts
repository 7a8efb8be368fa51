import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LAST_APPLIED, maskObject } from '#lib/kubernetes/mask-object.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { metadata } from '#tests/builders.ts';

function withSpec(spec: unknown, annotations: Record<string, string> = {}): KubeObject {
  const object = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Revision',
    metadata: metadata('hello', { annotations }),
    spec,
  };
  return object;
}

test('hides the literal value of every variable, and keeps the sources of the others', () => {
  const env = [
    { name: 'DSN', value: 'HUNTER2' },
    { name: 'EMPTY', value: '' },
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
  ];
  const { object, hidden } = maskObject(withSpec({ containers: [{ env }], initContainers: [{ env }] }));
  expect(object['spec']).toEqual({
    containers: [{ env: [{ name: 'DSN', value: '[secret]' }, env[1], env[2]] }],
    initContainers: [{ env: [{ name: 'DSN', value: '[secret]' }, env[1], env[2]] }],
  });
  expect(hidden).toEqual(['spec.containers[0].env[0].value', 'spec.initContainers[0].env[0].value']);
});

test('omits kubectl’s copy of the manifest', () => {
  const { object, hidden } = maskObject(withSpec({}, { [LAST_APPLIED]: '{"HUNTER2":1}', note: 'fine' }));
  expect(object['metadata']).toMatchObject({ annotations: { note: 'fine' } });
  expect(JSON.stringify(object)).not.toContain('HUNTER2');
  expect(hidden).toEqual([`metadata.annotations[${LAST_APPLIED}]`]);
});

test.each([
  ['an argument', { containers: [{ args: ['serve', '--token=HUNTER2'] }] }],
  ['two arguments', { containers: [{ command: ['serve', '--db-password', 'HUNTER2', '--port', '80'] }] }],
  ['a shell’s words', { containers: [{ command: ['sh', '-c', 'API_KEY=HUNTER2 serve'] }] }],
  [
    'a header of a probe',
    {
      containers: [
        { readinessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: 'HUNTER2' }] } } },
      ],
    },
  ],
  ['an address with a password', { externalUrl: 'https://me:HUNTER2@example.com/' }],
  ['a field of that name', { client: { password: 'HUNTER2' } }],
])('masks a secret in %s', (_, spec) => {
  const { object, hidden } = maskObject(withSpec(spec));
  expect(JSON.stringify(object)).not.toContain('HUNTER2');
  expect(hidden).toHaveLength(1);
});

test('masks annotations by their names and by their values', () => {
  const { object } = maskObject(
    withSpec({}, { 'example.com/api-key': 'HUNTER2', note: 'use token=HUNTER2', team: 'shop' }),
  );
  expect(JSON.stringify(object)).not.toContain('HUNTER2');
  expect(object['metadata']).toMatchObject({ annotations: { team: 'shop' } });
});

test.each([
  ['a variable', { spec: { containers: [{ env: [{ name: 'DSN', value: 'HUNTER2' }] }] } }],
  ['a header', { headers: [{ name: 'Authorization', value: 'HUNTER2' }] }],
  ['kubectl’s copy', { metadata: { annotations: { [LAST_APPLIED]: 'HUNTER2' } } }],
  ['a copy in a copy', { copy: JSON.stringify({ env: [{ name: 'DSN', value: 'HUNTER2' }] }) }],
])('masks %s in a copy of a manifest that another tool keeps', (_, manifest) => {
  const { object, hidden } = maskObject(withSpec({}, { 'tool.example/original': JSON.stringify(manifest) }));
  expect(JSON.stringify(object)).not.toContain('HUNTER2');
  expect(hidden).toEqual(['metadata.annotations[tool.example/original]']);
});

test('JSON without secrets stays as written, and so does text that is not valid JSON', () => {
  const annotations = { a: '{ "team": "shop" }', b: '[1, 2]', c: '[notice] all is well', d: '{' };
  expect(maskObject(withSpec({}, annotations)).object['metadata']).toMatchObject({ annotations });
});

test('JSON that is nested too deep to inspect is hidden', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const { object } = maskObject(withSpec({}, { deep }));
  expect(object['metadata']).toMatchObject({ annotations: { deep: '[secret]' } });
});

test('fields whose names merely start like those of secrets are kept', () => {
  const spec = {
    sessionAffinity: 'None',
    author: 'jane',
    tokenExpirationSeconds: '3600',
    authMode: 'webhook',
  };
  expect(maskObject(withSpec(spec)).hidden).toEqual([]);
});

test('references to a Secret and managed fields are kept', () => {
  const spec = {
    serviceAccountName: 'default',
    imagePullSecrets: [{ name: 'registry' }],
    volumes: [{ name: 'v', secret: { secretName: 'db', items: [{ key: 'password', path: 'password' }] } }],
    containers: [{ envFrom: [{ secretRef: { name: 'all' } }], args: ['--token-file', '/var/run/token'] }],
  };
  const object = withSpec(spec);
  object.metadata.managedFields = [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:token': {} } }];
  expect(maskObject(object)).toEqual({ object, hidden: [] });
});

test('no value of a variable is shown, wherever it is, and the original object is unchanged', () => {
  const value = fc.stringMatching(/^[a-z]{0,5}Q7[a-zA-Z0-9]{6,12}$/);
  const variable = fc.record({ name: fc.constantFrom('A', 'PORT', 'x'), value });
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ env: fc.array(variable, { maxLength: 3 }) }),
      fc.record({ spec: tie('tree'), image: fc.constant('a') }),
      fc.record({ containers: fc.array(tie('tree'), { maxLength: 2 }) }),
    ),
  }));
  fc.assert(
    fc.property(tree, (spec) => {
      const before = JSON.stringify(spec);
      const { object, hidden } = maskObject(withSpec(spec));
      expect(JSON.stringify(object)).not.toContain('Q7');
      expect(hidden).toHaveLength(before.split('"value":').length - 1);
      expect(JSON.stringify(spec)).toBe(before);
    }),
  );
});
