import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from 'node:net';
import type { Pair } from '#tests/system/kubeconfigs/certificates.ts';

/** A name that only the proxies resolve, to 127.0.0.1. */
const HIDDEN_HOST = 'api.test';

const address = (host: string): string => (host === HIDDEN_HOST ? '127.0.0.1' : host);
const swallow = (): void => undefined;

export interface TestProxy {
  port: number;
  close: () => Promise<void>;
}

/** startHttpProxy starts a proxy that tunnels and forwards; with a pair it serves TLS itself, with a login it requires it. */
export async function startHttpProxy({ tls, login }: { tls?: Pair; login?: string }): Promise<TestProxy> {
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  const mayPass = (incoming: IncomingMessage): boolean =>
    login === undefined ||
    incoming.headers['proxy-authorization'] === `Basic ${Buffer.from(login).toString('base64')}`;
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    socket.on('error', swallow);
    if (!mayPass(incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url ?? ''}`);
    const target = connect(Number(port), address(hostname.replace(/^\[|\]$/g, '')), () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  server.on('request', (incoming, outgoing) => {
    if (!mayPass(incoming)) {
      outgoing.writeHead(407).end();
      return;
    }
    const url = new URL(incoming.url ?? '');
    const lines = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
      /^(?:proxy-|connection$|host$)/.test(name) ? [] : values.map((value) => `${name}: ${value}`),
    );
    const target = connect(Number(url.port === '' ? 80 : url.port), address(url.hostname), () => {
      target.write(
        `${incoming.method} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n${lines.join('\r\n')}\r\n\r\n`,
      );
    });
    target.on('error', () => outgoing.destroy());
    target.pipe(outgoing.socket ?? incoming.socket);
  });
  return await listen(server);
}

/** startSocksProxy starts a SOCKS5 proxy (RFC 1928, RFC 1929) that resolves names itself; with a login it requires it. */
export async function startSocksProxy({
  login,
}: {
  login?: { user: string; password: string };
}): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', swallow).on('close', () => sockets.delete(socket));
    void serveSocks(socket, login).catch(() => socket.destroy());
  });
  return await listen(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function serveSocks(
  socket: Socket,
  login: { user: string; password: string } | undefined,
): Promise<void> {
  const read = reader(socket);
  const [, count = 0] = await read(2);
  const methods = await read(count);
  const method = login === undefined ? 0 : 2;
  if (!methods.includes(method)) {
    socket.end(Buffer.from([5, 255]));
    return;
  }
  socket.write(Buffer.from([5, method]));
  if (login !== undefined) {
    const [, userLength = 0] = await read(2);
    const user = (await read(userLength)).toString();
    const [passwordLength = 0] = await read(1);
    const password = (await read(passwordLength)).toString();
    const isRight = user === login.user && password === login.password;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) throw new Error('wrong login');
  }
  const [, , , kind = 0] = await read(4);
  const host = await readHost(read, kind);
  const port = (await read(2)).readUInt16BE();
  const target = connect(port, address(host), () => {
    socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    socket.pipe(target).pipe(socket);
  });
  target.on('error', () => socket.destroy());
  socket.on('close', () => target.destroy());
}

async function readHost(read: (count: number) => Promise<Buffer>, kind: number): Promise<string> {
  if (kind === 1) return [...(await read(4))].join('.');
  if (kind === 4) return (await read(16)).toString('hex').replace(/(.{4})(?=.)/g, '$1:');
  const [length = 0] = await read(1);
  return (await read(length)).toString();
}

function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    for (;;) {
      const chunk = count === 0 ? Buffer.alloc(0) : (socket.read(count) as Buffer | null);
      if (chunk !== null) return chunk;
      await new Promise<void>((resolve, reject) => {
        socket.once('readable', resolve);
        socket.once('close', () => reject(new Error('closed')));
      });
    }
  };
}

async function listen(server: Server | SocketServer, before: () => void = swallow): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const close = async (): Promise<void> => {
    before();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, close };
}
