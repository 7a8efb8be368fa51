import { type AddressInfo, createServer, type Socket } from 'node:net';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { createDispatcher } from '#server/kubernetes/dispatcher.ts';

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
