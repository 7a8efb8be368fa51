import { connect, createServer } from 'node:net';
import { fail } from './console.mjs';

/**
 * holdSecondLoopback listens on [::1] too and passes connections on to 127.0.0.1. Browsers try [::1] first for a name below
 * localhost: whoever held that port there would be the page in place of Sluice. Ends with a sentence when somebody does; does
 * nothing where the machine has no IPv6.
 */
export async function holdSecondLoopback(port) {
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ]) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  const code = await new Promise((resolve) => {
    server.once('error', (error) => resolve(error.code ?? error.message));
    server.listen({ port, host: '::1', ipv6Only: true }, () => resolve(undefined));
  });
  if (code === 'EADDRINUSE' || code === 'EACCES')
    fail(
      `Port ${port} of [::1] is in use (${code}), and a browser would find that program in place of Sluice. Stop it, or choose another port: PORT=${port + 1} npm run …`,
    );
  server.unref();
}
