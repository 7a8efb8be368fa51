import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { holdSecondLoopback } from '#server/launcher/second-loopback.ts';
import { freePort } from '#tests/free-port.ts';

it('forwards connections on [::1] to 127.0.0.1', async (context) => {
  const port = await freePort();
  const target = createHttpServer((_request, response) => response.end('here')).listen(port, '127.0.0.1');
  await once(target, 'listening');
  const letGo = await holdSecondLoopback(port);
  const answer = await fetch(`http://[::1]:${port}/`, { headers: { connection: 'close' } }).then(
    async (it) => await it.text(),
    (error: unknown) => String(((error as Error).cause as NodeJS.ErrnoException).code),
  );
  letGo();
  target.close();
  context.skip(answer === 'EADDRNOTAVAIL', 'this machine has no IPv6');
  expect(answer).toBe('here');
});

it('rejects with a clear message when another program has the port on [::1]', async (context) => {
  const other = createServer().listen({ port: 0, host: '::1' });
  const isThere = await once(other, 'listening').then(
    () => true,
    () => false,
  );
  context.skip(!isThere, 'this machine has no IPv6');
  const { port } = other.address() as AddressInfo;
  await expect(holdSecondLoopback(port)).rejects.toThrow(`Port ${port} of [::1] is in use (EADDRINUSE)`);
  other.close();
});
