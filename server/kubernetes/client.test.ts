import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KUBERNETES } from '#lib/knative/resources.ts';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import {
  ApiStatusError,
  ConnectionError,
  isConflict,
  isExpired,
  isForbidden,
  isNotFound,
  isThrottled,
  isUnauthorized,
  ProtocolError,
  RequestTimeoutError,
} from '#server/kubernetes/errors.ts';
import type { RequestRecord } from '#server/kubernetes/request-log.ts';
import { metadata } from '#tests/builders.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { status } from '#tests/fake-replies.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

const person = { kind: 'local', via: 'cookie' } as const;
const PODS = '/api/v1/namespaces/shop/pods';

let server: FakeApiServer;
let credentials: ReturnType<typeof plainCredentials>;
let client: KubernetesClient;
let records: RequestRecord[];
let heard: number;

beforeEach(async () => {
  server = new FakeApiServer();
  credentials = plainCredentials(`${await server.listen()}/clusters/one/`);
  records = [];
  heard = 0;
  client = new KubernetesClient({
    credentials,
    clock: new FakeClock(),
    onReceived: () => heard++,
    onRequest: (record) => records.push(record),
  });
});

afterEach(async () => {
  await credentials.close();
  await server.close();
});

const reason = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

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
  expect(heard).toBe(2);
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

test.each([
  [410, 'Expired', {}, isExpired],
  [504, 'Timeout', { causes: [{ reason: 'ResourceVersionTooLarge' }] }, isExpired],
  [403, 'Forbidden', {}, isForbidden],
  [404, 'NotFound', {}, isNotFound],
  [409, 'Conflict', {}, isConflict],
  [429, 'TooManyRequests', { retryAfterSeconds: 3 }, isThrottled],
  [401, 'Unauthorized', {}, isUnauthorized],
] as const)('a metav1.Status with %i %s matches only its own predicate', async (code, word, details, predicate) => {
  server.reply('any', status(code, word, 'words', details));
  const error = await reason(client.getJson(person, '/version'));
  expect(error).toBeInstanceOf(ApiStatusError);
  expect(error).toMatchObject({
    code,
    reason: word,
    message: 'words',
    details,
    verb: 'get',
    path: '/version',
  });
  const predicates = [isExpired, isForbidden, isNotFound, isConflict, isThrottled, isUnauthorized];
  expect(predicates.filter((some) => some(error))).toEqual([predicate]);
  expect(error).toHaveProperty('retryAfterMs', code === 429 ? 3000 : undefined);
});

test('a refusal that is not a metav1.Status keeps its text', async () => {
  server.reply('any', { status: 502, body: '<h1>Bad gateway</h1>' });
  const error = await reason(client.getJson(person, '/version'));
  expect(error).toMatchObject({ code: 502, reason: '', message: '<h1>Bad gateway</h1>' });
});

test('retries once with refreshed credentials after a 401', async () => {
  server.reply('any', status(401, 'Unauthorized'), 1);
  await client.getJson(person, '/version');
  expect(credentials.refreshes).toBe(1);
  expect(server.requests).toHaveLength(2);
});

test('requests sent with a since replaced token are retried, and none is refused', async () => {
  const plain = await credentials.access();
  let [token, refreshes] = ['old', 0];
  credentials.access = () => Promise.resolve({ ...plain, headers: { Authorization: `Bearer ${token}` } });
  // A new one is fetched on the first refusal, and not again soon after.
  credentials.refresh = () => {
    token = 'new';
    return ++refreshes === 1;
  };
  server.respond = ({ headers }) =>
    headers.authorization === 'Bearer new' ? undefined : status(401, 'Unauthorized');
  const lists = Array.from({ length: 20 }, () => client.list(SYSTEM, KUBERNETES.pod));
  expect((await Promise.allSettled(lists)).filter(({ status: end }) => end === 'rejected')).toEqual([]);
  expect({ refreshes, requests: server.requests.length }).toEqual({ refreshes: 1, requests: 40 });
});

test.each([401, 403, 404])('a web page with %i implies nothing about permissions or kinds', async (code) => {
  const headers = { 'content-type': 'text/html' };
  server.reply('any', { status: code, body: '<html><title>Corp gateway</title>', headers });
  const error = await reason(client.list(SYSTEM, KUBERNETES.pod));
  expect(error).toMatchObject({
    name: 'ApiStatusError',
    code,
    message: `the API server did not answer: there is a web page, “Corp gateway” (${code})`,
  });
  expect([isUnauthorized(error), isForbidden(error), isNotFound(error)]).toEqual([false, false, false]);
});

test('a sign-in page in place of a list is named', async () => {
  server.reply('any', { status: 200, body: '<!doctype html><title>Sign in</title>' });
  expect(await reason(client.list(SYSTEM, KUBERNETES.pod))).toMatchObject({
    name: 'ProtocolError',
    message: 'the API server did not answer: there is a web page, “Sign in” (200)',
  });
});

test('a read is retried when its connection breaks before the response, a write is not', async () => {
  server.reply('any', 'reset', 3);
  await client.getJson(person, '/version');
  expect(server.requests).toHaveLength(4);
  server.reply('any', 'reset', 1);
  const patched = client.patch(person, KUBERNETES.pod, 'shop', 'a', []);
  expect(await reason(patched)).toBeInstanceOf(ConnectionError);
  expect(server.requests).toHaveLength(5);
});

test('a reset connection and a refused one are connection errors', async () => {
  server.reply('any', 'reset');
  expect(await reason(client.getJson(person, '/version'))).toBeInstanceOf(ConnectionError);
  await server.close();
  const refused = await reason(client.getJson(person, '/version'));
  expect(refused).toBeInstanceOf(ConnectionError);
  expect(refused).toMatchObject({ code: 'ECONNREFUSED', verb: 'get', path: '/version' });
  await server.listen();
});

test('no response in time is a timeout', async () => {
  server.reply('any', 'hold');
  const error = await reason(client.raw(person, { path: '/version', headersTimeoutMs: 1 }));
  expect(error).toBeInstanceOf(RequestTimeoutError);
});

test('a response that is not JSON is a protocol error, and one that is too large is reported as such', async () => {
  server.reply('any', { status: 200, body: 'hello' });
  expect(await reason(client.getJson(person, '/version'))).toBeInstanceOf(ProtocolError);
  const small = await reason(client.getJson(person, '/version', {}, { maxBytes: 4 }));
  expect(small).toMatchObject({ name: 'TooLargeError', message: 'the answer is larger than 4 bytes' });
});

test('the caller’s own abort is not a server failure', async () => {
  server.reply('any', 'hold');
  const controller = new AbortController();
  const request = reason(client.getJson(person, '/version', {}, { signal: controller.signal }));
  await server.until(() => server.requests.length === 1);
  controller.abort(new Error('enough'));
  expect(await request).toEqual(new Error('enough'));
  expect(records).toEqual([]);
});

test('an abort does not wait for a connection to a server that is frozen', async () => {
  const frozen = createServer();
  await new Promise<void>((resolve) => {
    frozen.listen(0, '127.0.0.1', resolve);
  });
  const accepted = new Promise<Socket>((resolve) => {
    frozen.once('connection', resolve);
  });
  const { port } = frozen.address() as AddressInfo;
  const strange = plainCredentials(`https://127.0.0.1:${port}`);
  const waiting = new KubernetesClient({ credentials: strange, clock: new FakeClock() });
  const controller = new AbortController();
  const request = reason(waiting.getJson(person, '/version', {}, { signal: controller.signal }));
  const socket = await accepted;
  controller.abort(new Error('enough'));
  expect(await request).toEqual(new Error('enough'));
  await strange.close();
  socket.destroy();
  frozen.close();
});

test('raw returns a response of any status', async () => {
  server.reply('any', { status: 503, body: 'not yet', headers: { 'x-a': 'b' } });
  const answer = await client.raw(SYSTEM, { path: '/readyz' });
  expect([answer.code, answer.text, answer.headers['x-a']]).toEqual([503, 'not yet', 'b']);
});

test('a watch that breaks inside an event is a connection error', async () => {
  const { signal } = new AbortController();
  const pieces = await client.watchLines(SYSTEM, PODS, {}, { signal });
  const read = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const piece of pieces) lines.push(...piece);
    return lines;
  };
  const reading = reason(read());
  await server.until(() => server.watchCount === 1);
  await server.sendBytes(['{"type":']);
  server.endWatches();
  expect(await reading).toBeInstanceOf(ConnectionError);
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
