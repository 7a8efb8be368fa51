import { once } from 'node:events';
import { createServer as createProxy, type Server as Proxy } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type Server as NetServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { MISSING_TAG, resolveDigest } from '#simulator/knative/revision/image.ts';
import type { Authority } from '#tests/cluster/plane/credentials.ts';

/**
 * Replaces every image registry, so that Knative resolves tags to digests without leaving this machine: a loopback proxy that Knative's
 * process is configured to use, and behind it one server that accepts any name. Digests are those of the embedded cluster, so that the
 * same image has the same digest on both.
 */
export class Registry {
  readonly #authority: Authority;
  readonly #contexts = new Map<string, Promise<SecureContext>>();
  readonly #server: Server;
  readonly #proxy: Proxy;
  readonly #tunnels = new Set<Socket>();
  #proxyUrl = '';

  private constructor(authority: Authority) {
    this.#authority = authority;
    const SNICallback = (
      host: string,
      done: (error: Error | null, context?: SecureContext) => void,
    ): void => {
      this.#contextOf(host).then((context) => done(null, context), done);
    };
    this.#server = createServer({ SNICallback }, (request, response) => {
      const found = answerTo(request.headers.host ?? '', request.url ?? '');
      response.writeHead(found.status, found.headers).end();
    });
    this.#proxy = createProxy((_request, response) => response.writeHead(501).end());
  }

  /** Starts it on free loopback ports; clients must trust the authority. */
  static async start(authority: Authority): Promise<Registry> {
    const registry = new Registry(authority);
    const port = await listen(registry.#server);
    registry.#proxy.on('connect', (_request, client: Socket) => registry.#tunnel(client, port));
    registry.#proxyUrl = `http://127.0.0.1:${await listen(registry.#proxy)}`;
    return registry;
  }

  /** The HTTPS_PROXY value for processes that use it. */
  get proxyUrl(): string {
    return this.#proxyUrl;
  }

  close(): void {
    for (const socket of this.#tunnels) socket.destroy();
    this.#server.close();
    this.#proxy.close();
  }

  #tunnel(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      server.pipe(client);
      client.pipe(server);
    });
    for (const socket of [client, server]) {
      this.#tunnels.add(socket);
      socket.once('error', () => socket.destroy());
      socket.once('close', () => this.#tunnels.delete(socket));
    }
  }

  #contextOf(host: string): Promise<SecureContext> {
    const made =
      this.#contexts.get(host) ??
      this.#authority
        .issue([{ type: 'dns', value: host }])
        .then(({ keyPem, certificatePem }) => createSecureContext({ key: keyPem, cert: certificatePem }));
    this.#contexts.set(host, made);
    return made;
  }
}

/** answerTo answers like a registry's `/v2/` API to a HEAD of a manifest. */
function answerTo(host: string, url: string): { status: number; headers: Record<string, string> } {
  const manifest = /^\/v2\/(?<repository>.+)\/manifests\/(?<tag>[^/]+)$/.exec(url)?.groups;
  if (manifest === undefined) return { status: url === '/v2/' ? 200 : 404, headers: {} };
  const { repository = '', tag = '' } = manifest;
  if (tag === MISSING_TAG) return { status: 404, headers: {} };
  return {
    status: 200,
    headers: {
      'content-type': 'application/vnd.oci.image.manifest.v1+json',
      'content-length': '2',
      'docker-content-digest': resolveDigest(`${host}/${repository}:${tag}`).split('@')[1] ?? '',
    },
  };
}

async function listen(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}
