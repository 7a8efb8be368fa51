import { type AddressInfo, createServer, type Socket } from 'node:net';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { brokenConnection } from '#lib/kubernetes/who-answers.ts';
import { createDispatcher } from '#server/kubernetes/dispatcher.ts';
import { ConnectionError } from '#server/kubernetes/errors.ts';

test('a proxy that takes connections and never answers is given up in the time that a connection may take', async () => {
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
] as const)('an %s proxy that does not run is named, and not taken for the API server', async (protocol) => {
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
