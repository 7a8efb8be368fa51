import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Credentials, createCredentials } from '#simulator/users/credentials.ts';
import { type Answer, send } from '#tests/fake-replies.ts';

/** A request that an API server received. */
export interface TlsRequest {
  method: string;
  path: string;
  authorization: string | undefined;
}

/**
 * An API server behind TLS with its own certificate authority, which records its requests. Its lists contain the result of `items`;
 * watches stay open without events.
 */
export class TlsApiServer {
  readonly requests: TlsRequest[] = [];
  readonly authority: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The objects of a collection, by its path. */
  items: (path: string) => object[] = () => [];
  /** Answers a request instead of the collection. */
  respond: (request: TlsRequest) => Answer | undefined = () => undefined;

  private constructor(credentials: Credentials) {
    this.authority = credentials.caPem;
    const { certificatePem: cert, keyPem: key } = credentials;
    this.#server = createServer({ cert, key }, (request, response) => {
      const url = new URL(request.url ?? '/', 'https://fake');
      const { method = 'GET', headers } = request;
      const seen = { method, path: url.pathname, authorization: headers.authorization };
      this.requests.push(seen);
      const answer = this.respond(seen);
      if (answer !== undefined) return send(response, answer);
      if (url.searchParams.get('watch') === 'true') {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.flushHeaders();
        return;
      }
      const body = { metadata: { resourceVersion: '1' }, items: this.items(seen.path), resources: [] };
      send(response, { status: 200, body });
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts one on a free port of 127.0.0.1, or on the given one. */
  static async start(port = 0): Promise<TlsApiServer> {
    const server = new TlsApiServer(await createCredentials([]));
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(port, '127.0.0.1', resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** The number of open connections. */
  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
