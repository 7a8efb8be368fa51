import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { brokenConnection } from '#lib/kubernetes/who-answers.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { createDispatcher } from '#server/kubernetes/dispatcher.ts';
import { ConnectionError } from '#server/kubernetes/errors.ts';
import { Liveness, type LivenessState } from '#server/kubernetes/liveness.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

test('a proxy that accepts connections and never answers times out within the connection timeout', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const { port } = silent.address() as AddressInfo;
  const proxy = { protocol: 'http', host: '127.0.0.1', port, login: null, shown: '' } as const;
  const dispatcher = createDispatcher({}, proxy, 200);
  try {
    const answer = request('https://127.0.0.1:1/version', { dispatcher });
    await expect(answer).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  } finally {
    await dispatcher.destroy();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});

test.each([
  'http',
  'https',
  'socks5',
] as const)('an %s proxy that is not running is named, and not mistaken for the API server', async (protocol) => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  const shown = `${protocol}://127.0.0.1:${port}`;
  const dispatcher = createDispatcher({}, { protocol, host: '127.0.0.1', port, login: null, shown });
  const failed = await request('https://127.0.0.1:1/version', { dispatcher }).catch(
    (error: unknown) => error,
  );
  await dispatcher.destroy();
  const error = new ConnectionError({ verb: 'get', path: '/version' }, failed);
  expect(error.message).toBe(`the proxy ${shown} cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}`);
  expect(brokenConnection(error.code).words).toBe('is behind a proxy that cannot be reached');
});

test.each([
  [407, 'is behind a proxy that requires authentication (407)'],
  [403, 'is behind a proxy that answers 403 and does not connect to it'],
  [502, 'is behind a proxy that answers 502 and does not connect to it'],
])('a proxy that answers %i in place of a connection is reported with that answer', async (code, words) => {
  const proxy = createHttpServer();
  proxy.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${code} No\r\ncontent-length: 0\r\n\r\n`));
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const { port } = proxy.address() as AddressInfo;
  const shown = `http://127.0.0.1:${port}`;
  const dispatcher = createDispatcher({}, { protocol: 'http', host: '127.0.0.1', port, login: null, shown });
  const credentials = {
    ...plainCredentials('https://127.0.0.1:1'),
    access: () => Promise.resolve({ headers: {}, dispatcher }),
  };
  const clock = new FakeClock();
  const told = new Promise<LivenessState>((resolve) => {
    const client = new KubernetesClient({ credentials, clock });
    const liveness = new Liveness({ client, clock, onChange: resolve });
    liveness.start();
    liveness.setWatched(true);
  });
  expect(await told).toMatchObject({ phase: 'unreachable', error: `the API server ${words}` });
  await dispatcher.destroy();
  await new Promise((resolve) => proxy.close(resolve));
});
