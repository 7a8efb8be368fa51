import { afterEach, beforeEach, expect, test } from 'vitest';
import { KUBERNETES } from '#lib/knative/resources.ts';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { metadata } from '#tests/builders.ts';
import { type ClientFixture, clientFixture, PERSON as person, reason } from '#tests/client-fixture.ts';
import type { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { status } from '#tests/fake-replies.ts';

const PODS = '/api/v1/namespaces/shop/pods';

let server: FakeApiServer;
let credentials: ClientFixture['credentials'];
let client: KubernetesClient;
let records: ClientFixture['records'];
let heard: ClientFixture['heard'];

beforeEach(async () => {
  ({ server, credentials, client, records, heard } = await clientFixture());
});

afterEach(async () => {
  await credentials.close();
  await server.close();
});

test('sends requests below the path of the server URL', async () => {
  await client.list(SYSTEM, KUBERNETES.pod, { namespace: 'shop', limit: 5 });
  expect(server.requests[0]).toMatchObject({ path: `/clusters/one${PODS}` });
  expect(server.requests[0]?.query.toString()).toBe('limit=5');
});

test('passes on the Date header of the API server’s responses, except refusals', async () => {
  const dates: (string | undefined)[] = [];
  const asking = new KubernetesClient({
    credentials,
    clock: new FakeClock(),
    onDate: (date) => dates.push(date),
  });
  await asking.list(SYSTEM, KUBERNETES.pod, { namespace: 'shop' });
  server.reply('any', status(403, 'Forbidden'), 1);
  await reason(asking.getJson(person, '/version'));
  expect(dates.map((date) => Math.abs(Date.parse(date ?? '') - Date.now()) < 60_000)).toEqual([true]);
});

test('counts each request by verb, resource and code, and reports when the server was last heard', async () => {
  await client.list(SYSTEM, KUBERNETES.pod, { namespace: 'shop' });
  server.reply('any', status(404, 'NotFound'), 1);
  await reason(client.getJson(person, '/apis/serving.knative.dev/v1/namespaces/a/services/b/status'));
  server.reply('any', 'reset', 4);
  await reason(client.getJson(person, '/version'));
  expect(records).toEqual([
    { verb: 'list', resource: 'pods', code: 200, durationMs: 0 },
    { verb: 'get', resource: 'services.serving.knative.dev/status', code: 404, durationMs: 0 },
    // A read is retried when its connection breaks.
    ...Array.from({ length: 4 }, () => ({ verb: 'get', resource: '/version', code: 0, durationMs: 0 })),
  ]);
  expect(heard()).toBe(2);
});

test('reuses connections for later requests', async () => {
  for (let round = 0; round < 20; round++) await client.getJson(SYSTEM, '/version');
  // The pool may open a second connection before the first response's socket is free again.
  expect(server.connections).toBeLessThanOrEqual(2);
});

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(name, { namespace: 'shop' }),
});

test('a patch sends dry run, field manager and content type, and returns the object with its warnings', async () => {
  const patch = [{ op: 'test' as const, path: '/metadata/uid', value: 'u' }];
  const headers = { warning: '299 - "one \\"quoted\\"", 299 - "two"' };
  server.reply('any', { status: 200, body: pod('a'), headers });
  const options = { dryRun: true, fieldManager: 'sluice' };
  const written = await client.patch(person, KUBERNETES.pod, 'shop', 'a', patch, options);
  expect(written).toEqual({ object: pod('a'), warnings: ['one "quoted"', 'two'] });
  const [request] = server.requests;
  expect(`${request?.method} ${request?.path}`).toBe(`PATCH /clusters/one${PODS}/a`);
  expect(request?.query.toString()).toBe('dryRun=All&fieldManager=sluice');
  expect(request?.headers['content-type']).toBe('application/json-patch+json');
  expect(JSON.parse(request?.body ?? '')).toEqual(patch);
});

test('a patch response with another object is a protocol error', async () => {
  server.reply('any', { status: 200, body: pod('b') });
  const patched = client.patch(person, KUBERNETES.pod, 'shop', 'a', []);
  expect(await reason(patched)).toMatchObject({ name: 'ProtocolError', verb: 'patch' });
});

test('creates a review', async () => {
  const type = KUBERNETES.selfSubjectReview;
  server.reply('any', { status: 201, body: { kind: type.kind, status: { userInfo: { username: 'ann' } } } });
  expect((await client.create(person, type, { kind: type.kind })).status?.userInfo?.username).toBe('ann');
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /clusters/one/apis/authentication.k8s.io/v1/selfsubjectreviews',
  ]);
});

test('a list that Go encodes as null is read as empty', async () => {
  server.reply('any', { status: 200, body: { metadata: { resourceVersion: '1' }, items: null } });
  expect((await client.list(SYSTEM, KUBERNETES.pod)).items).toEqual([]);
});

test('raw returns a response of any status', async () => {
  server.reply('any', { status: 503, body: 'not yet', headers: { 'x-a': 'b' } });
  const answer = await client.raw(SYSTEM, { path: '/readyz' });
  expect([answer.code, answer.text, answer.headers['x-a']]).toEqual([503, 'not yet', 'b']);
});

test('a read-only client sends nothing that could change the cluster, including dry runs', async () => {
  const reader = new KubernetesClient({ credentials, clock: new FakeClock(), readOnly: true });
  const patch = [{ op: 'remove' as const, path: '/spec' }];
  const othersReview = { ...KUBERNETES.selfSubjectAccessReview, resource: 'subjectaccessreviews' };
  const writes = [
    reader.patch(person, KUBERNETES.pod, 'shop', 'a', patch, { dryRun: true }),
    reader.create(person, KUBERNETES.pod, {}),
    reader.create(person, othersReview, {}),
  ];
  for (const write of writes) await expect(write).rejects.toThrow('started with --read-only');
  expect(server.requests).toEqual([]);
  server.reply('any', { status: 201, body: { status: { allowed: true } } });
  await reader.create(person, KUBERNETES.selfSubjectAccessReview, {});
  await reader.list(SYSTEM, KUBERNETES.pod);
  expect(server.requests).toHaveLength(2);
});
