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
import { type ClientFixture, clientFixture, PERSON as person, reason } from '#tests/client-fixture.ts';
import type { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { status } from '#tests/fake-replies.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

const PODS = '/api/v1/namespaces/shop/pods';

let server: FakeApiServer;
let credentials: ClientFixture['credentials'];
let client: KubernetesClient;
let records: ClientFixture['records'];

beforeEach(async () => {
  ({ server, credentials, client, records } = await clientFixture());
});

afterEach(async () => {
  await credentials.close();
  await server.close();
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

test('a watch that breaks inside an event is a connection error', async () => {
  const { signal } = new AbortController();
  const pieces = await client.watchLines(SYSTEM, PODS, {}, { signal });
  const read = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const piece of pieces) lines.push(...piece);
    return lines;
  };
  const reading = reason(read());
  await server.until(() => server.openWatches.count === 1);
  await server.openWatches.sendBytes(['{"type":']);
  server.openWatches.end();
  expect(await reading).toBeInstanceOf(ConnectionError);
});
