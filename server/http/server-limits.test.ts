import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { limitServer } from '#server/http/server-limits.ts';

/** Sends a raw request and returns the raw response. */
async function send(port: number, text: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

test('a server created elsewhere is limited from its first request on, and sees corrected request lines', async () => {
  limitServer();
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await send(
    port,
    'GET http://evil.example/a/%zz?token=x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
  );
  expect(seen.map(({ url, headers }) => [url, headers.host])).toEqual([['/a/%25zz?token=x', 'evil.example']]);
  expect(server).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    timeout: 120_000,
    maxConnections: 512,
  });
  await new Promise((resolve) => server.close(resolve));
});
