import { connect, createServer } from 'node:net';

/**
 * holdSecondLoopback also listens on [::1] and forwards connections to 127.0.0.1. Browsers try [::1] first for a name under localhost, so a
 * program that held that port there could impersonate the page. The server holds the port, not its launcher, so that it is taken for
 * exactly as long as anything answers on 127.0.0.1. Rejects with a readable message when someone else has it; does nothing where the
 * machine has no IPv6. Returns a function that releases it.
 */
export async function holdSecondLoopback(port: number): Promise<() => void> {
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: '::1', ipv6Only: true }, () => resolve(undefined));
  });
  if (code === 'EADDRINUSE' || code === 'EACCES')
    throw new Error(
      `Port ${port} of [::1] is in use (${code}), and a browser would reach that program instead of Sluice. Stop it, or choose another port: PORT=${port + 1} npm run …`,
    );
  server.unref();
  return () => server.close();
}
