import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { objectQuery } from '#lib/api/objects.ts';
import { parseInput } from '#server/http/body.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { readObject } from '#server/reads/read-object.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

const person = { kind: 'local', via: 'cookie' } as const;
const POD = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'cart-1' };

let server: Server;
let credentials: ReturnType<typeof plainCredentials>;
let client: KubernetesClient;
/** The URL of each request, exactly as sent. */
let asked: string[];
let answer: unknown;

beforeEach(async () => {
  asked = [];
  answer = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart-1', namespace: 'shop' } };
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  credentials = plainCredentials(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client = new KubernetesClient({ credentials, clock: new FakeClock() });
});

afterEach(async () => {
  await credentials.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const read = async (query: Record<string, unknown>, served = true) =>
  await readObject(person, client, () => served, parseInput(objectQuery, query));
const refusal = async (query: Record<string, unknown>) =>
  await read(query).then(
    () => 'answered',
    (error: unknown) => (error as Error).message,
  );

test('returns the requested object', async () => {
  expect(await read(POD)).toEqual({ object: answer, hidden: [] });
  expect(asked).toEqual(['/api/v1/namespaces/shop/pods/cart-1']);
});

test('masks possible secrets, unless they are requested', async () => {
  const env = [{ name: 'DSN', value: 'HUNTER2' }];
  answer = { ...(answer as object), spec: { containers: [{ name: 'c', env }] } };
  expect(JSON.stringify(await read(POD))).not.toContain('HUNTER2');
  expect(await read({ ...POD, reveal: 'true' })).toEqual({ object: answer, hidden: [] });
  expect(await refusal({ ...POD, reveal: 'yes' })).toContain('reveal');
});

describe('sends nothing to the cluster for', () => {
  test.each([
    ['a version that leads to Secrets', { ...POD, apiVersion: 'v1\\namespaces\\default\\secrets\\top?x=' }],
    ['a version that leaves the group', { ...POD, apiVersion: 'v1\\..\\..\\version?x=' }],
    ['a version that opens a watch', { ...POD, apiVersion: 'v1\\pods?watch=true&x=' }],
    ['a truncated version', { ...POD, apiVersion: 'v1#' }],
    ['another version of a kind that is shown', { ...POD, apiVersion: 'v2' }],
    ['two groups', { ...POD, apiVersion: 'serving.knative.dev/x/v1', kind: 'Service' }],
    ['a Secret', { ...POD, kind: 'Secret' }],
    ['a ConfigMap', { ...POD, kind: 'ConfigMap' }],
    ['a Namespace', { ...POD, kind: 'Namespace' }],
    ['a kind with the name of a property', { ...POD, kind: '__proto__' }],
    ['a name that leads to a parent path', { ...POD, name: '..' }],
    ['a namespace that leads to a parent path', { ...POD, name: 'x', namespace: '..' }],
    ['a subresource', { ...POD, name: 'cart-1/log' }],
    ['an encoded name', { ...POD, name: '%2e%2e' }],
    ['no name', { ...POD, name: '' }],
  ])('%s', async (_, query) => {
    expect(await refusal(query)).toMatch(/does not read objects|Invalid request/);
    expect(asked).toEqual([]);
  });

  test('a kind that the cluster does not serve', async () => {
    await expect(read(POD, false)).rejects.toThrow('does not read objects of kind Pod');
    expect(asked).toEqual([]);
  });
});

test('for any request, only the object of these names is looked up', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'v1',
      'Pod',
      'Service',
      'shop',
      'cart-1',
      'apps/v1',
      '..',
      '.',
      '%2e%2e',
      'serving.knative.dev/v1',
    ),
    fc
      .array(fc.constantFrom('v1', '\\', '/', '..', '?', '#', 'secrets', '%2f', '\ud800', '\n', ':', '@'), {
        maxLength: 6,
      })
      .map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, hostile, async (apiVersion, kind, namespace, name) => {
      asked = [];
      await refusal({ apiVersion, kind, namespace, name });
      for (const address of asked) {
        const { pathname, search } = new URL(address, 'http://api.example');
        const parts = pathname.split('/').slice(1);
        const [root, version] = apiVersion.includes('/') ? ['apis', apiVersion] : ['api', apiVersion];
        expect(pathname).toBe(address);
        expect(search).toBe('');
        expect([...parts.slice(-4, -2), parts.at(-1)]).toEqual(['namespaces', namespace, name]);
        expect(parts.slice(0, -4).join('/')).toBe(`${root}/${version}`);
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['another kind', { kind: 'Secret' }],
  ['another version', { apiVersion: 'v2' }],
  ['another name', { metadata: { name: 'other', namespace: 'shop' } }],
  ['another namespace', { metadata: { name: 'cart-1', namespace: 'kube-system' } }],
  ['a list', { kind: 'PodList', metadata: {}, items: [] }],
])('does not return %s', async (_, differs) => {
  answer = { ...(answer as object), ...differs };
  await expect(read(POD)).rejects.toThrow('a different object than the one requested');
});

test.each([[null], [[]], ['text'], [7]])('does not return %j', async (body) => {
  answer = body;
  await expect(read(POD)).rejects.toThrow('a different object than the one requested');
});

test.each([
  '/api/v1\\namespaces',
  '/api/v1/../..',
  '/api/v1/%2e%2e/x',
  '/api/v1?x',
  '/api/v1#x',

  'x@other.example/',
  ' /api',
  '/api/ö',
])('the client does not send a request to %j', async (path) => {
  await expect(client.raw(person, { path })).rejects.toThrow(
    /is not a path of the Kubernetes API|Invalid URL/,
  );
  expect(asked).toEqual([]);
});
