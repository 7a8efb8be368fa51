import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports outside the ephemeral range of operating systems (Linux starts at 32768, others at 49152): no outgoing connection takes one
 * between its choice and its use, or while a server is down and about to restart.
 */
const FIRST = 20_000;
const COUNT = 12_000;
const ATTEMPTS = 200;
const given = new Set<number>();

/** freePort returns a loopback port that nothing listens on, a different one each time. Rejects when it finds none. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`None of ${ATTEMPTS} ports from ${FIRST} to ${FIRST + COUNT - 1} of 127.0.0.1 is free.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
