import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const PODS = '/api/v1/namespaces/default/pods';
const options: WriteOptions = { user: { name: 'tester', groups: [] }, fieldManager: 'test' };

let cluster: ServerTest;
const opened: WebSocket[] = [];
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await cluster.close();
});

const bearer = (token: string): string =>
  `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`;
const tokenOf = (user: string): string => cluster.server.tokens[user] ?? '';

interface Page {
  socket: WebSocket;
  /** Returns the next frame. */
  next(): Promise<{ type: string; name: string; isText: boolean }>;
}

function connect(path: string, protocols: string[], headers: Record<string, string> = {}): Page {
  const url = cluster.server.url.replace('https', 'wss') + path;
  const socket = new WebSocket(url, protocols, { ca: cluster.server.caPem, headers });
  opened.push(socket);
  const frames: { data: Buffer; isBinary: boolean }[] = [];
  let wake = (): void => {};
  socket.on('message', (data: Buffer, isBinary) => {
    frames.push({ data, isBinary });
    wake();
  });
  return {
    socket,
    async next() {
      while (frames.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const frame = frames.shift();
      const event = JSON.parse(String(frame?.data)) as {
        type: string;
        object: { metadata: { name: string } };
      };
      return { type: event.type, name: event.object.metadata.name, isText: frame?.isBinary === false };
    },
  };
}

/** Returns the status code of a rejected WebSocket request. */
async function refusal(path: string, protocols: string[]): Promise<number | undefined> {
  const { socket } = connect(path, protocols);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  socket.on('error', () => undefined);
  return response.statusCode;
}

const create = (name: string): unknown =>
  cluster.store.create(
    KUBERNETES.pod,
    { metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    options,
  );

describe('a watch over WebSocket', () => {
  it('sends each event as a text frame, existing objects first', async () => {
    create('a');
    const page = connect(`${PODS}?watch=true`, [bearer(tokenOf('admin')), 'base64.binary.k8s.io']);
    await once(page.socket, 'open');
    expect(page.socket.protocol).toBe('base64.binary.k8s.io');
    expect(await page.next()).toEqual({ type: 'ADDED', name: 'a', isText: true });
    create('b');
    expect(await page.next()).toEqual({ type: 'ADDED', name: 'b', isText: true });
  });

  it('accepts the token in the header, and needs no subprotocol', async () => {
    const headers = { authorization: `Bearer ${tokenOf('admin')}` };
    const page = connect(`${PODS}?watch=true`, [], headers);
    create('a');
    expect(await page.next()).toMatchObject({ name: 'a' });
  });

  it('answers pings, and closes cleanly when the watch ends', async () => {
    const page = connect(`${PODS}?watch=true&timeoutSeconds=5`, [bearer(tokenOf('admin')), 'x']);
    await once(page.socket, 'open');
    page.socket.ping('here?');
    expect(String((await once(page.socket, 'pong'))[0])).toBe('here?');
    const closed = once(page.socket, 'close');
    cluster.clock.advance(6000);
    expect((await closed)[0]).toBe(1000);
  });

  it('is released when the page closes it', async () => {
    const page = connect(`${PODS}?watch=true`, [bearer(tokenOf('admin')), 'x']);
    await once(page.socket, 'open');
    expect(cluster.server.levers.state()['watches']).toBe(1);
    page.socket.close();
    await once(page.socket, 'close');
    await expect.poll(() => cluster.server.levers.state()['watches']).toBe(0);
  });

  it('reads any number of frames at once', async () => {
    const data = { text: 'x'.repeat(100_000) };
    for (let count = 0; count < 50; count += 1) {
      const metadata = { name: `big-${String(count).padStart(2, '0')}`, namespace: 'default' };
      cluster.store.create(KUBERNETES.configMap, { metadata, data }, options);
    }
    const path = '/api/v1/namespaces/default/configmaps?watch=true';
    const page = connect(path, [bearer(tokenOf('admin')), 'x']);
    for (let count = 0; count < 50; count += 1) {
      expect((await page.next()).name).toBe(`big-${String(count).padStart(2, '0')}`);
    }
  });
});

describe('a request for a WebSocket', () => {
  it.each([
    ['with an unknown token', 401, PODS, 'nobody'],
    ['of an unauthorized user', 403, '/api/v1/secrets', 'view'],
    ['of an unserved kind', 404, '/api/v1/nothing', 'admin'],
    ['that is not a watch', 200, PODS, 'admin'],
    ['for a terminal', 405, `${PODS}/a/exec`, 'admin'],
  ])('%s gets %i, as without WebSocket', async (_what, code, path, user) => {
    create('a');
    const query = code === 200 || path.endsWith('exec') ? '' : '?watch=true';
    const token = cluster.server.tokens[user] ?? user;
    expect(await refusal(`${path}${query}`, [bearer(token), 'x'])).toBe(code);
  });
});

describe('a request for another protocol that has a body', () => {
  it('is refused, and the server continues', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'h2c', 'content-length': '2' };
    const page = connect(PODS, [], headers);
    page.socket.on('error', () => undefined);
    await once(page.socket, 'unexpected-response');
    expect((await cluster.call('/healthz')).code).toBe(200);
  });
});
