import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { request } from 'undici';
import type { Pair } from '#tests/system/kubeconfigs/certificates.ts';

/** How a client authenticated when it listed Services. */
export interface Seen {
  client: 'kubectl' | 'sluice';
  proof: string[];
}

/** The API server of an embedded cluster behind a front that also accepts passwords and client certificates, and records its clients. */
export class Front {
  readonly seen: Seen[] = [];
  readonly #authorizations: Set<string>;
  readonly #forward: (path: string, headers: Record<string, string | string[]>) => Promise<Answer>;
  readonly #servers: Server[] = [];

  constructor(
    authorizations: readonly string[],
    forward: (path: string, headers: Record<string, string | string[]>) => Promise<Answer>,
  ) {
    this.#authorizations = new Set(authorizations);
    this.#forward = forward;
  }

  accept(authorization: string): void {
    this.#authorizations.add(authorization);
  }

  refuse(authorization: string): void {
    this.#authorizations.delete(authorization);
  }

  async listenTls(pair: Pair, clientAuthority: string, host = '127.0.0.1'): Promise<number> {
    const tls = { ...pair, ca: clientAuthority, requestCert: true, rejectUnauthorized: false };
    return await this.#listen(createServer(tls, this.#answer), host);
  }

  /** Plain HTTP, without authentication. */
  async listenPlain(): Promise<number> {
    return await this.#listen(createPlainServer(this.#answer), '127.0.0.1');
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }

  readonly #answer: RequestListener = (incoming, outgoing) => {
    void this.#respond(incoming).then(({ code, body, contentType }) => {
      outgoing.writeHead(code, { 'content-type': contentType }).end(body);
    });
  };

  async #respond(incoming: IncomingMessage): Promise<Answer> {
    const path = (incoming.url ?? '').replace(/^\/+clusters\/+one(?=\/)/, '').replace(/^\/+/, '/');
    const proof = proofOf(incoming);
    const isList = /\/apis\/serving\.knative\.dev\/v1\/services(\?|$)/.test(path);
    if (isList) this.seen.push({ client: clientOf(incoming), proof });
    const isPlain = !(incoming.socket instanceof TLSSocket);
    const { authorization } = incoming.headers;
    const isKnown =
      isPlain || this.#authorizations.has(authorization ?? '') || proof.includes('certificate=admin');
    if (!isKnown) return REFUSED;
    return await this.#forward(path, {
      accept: incoming.headers.accept ?? '*/*',
      ...Object.fromEntries(
        Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
          name.startsWith('impersonate-') && values !== undefined ? [[name, values]] : [],
        ),
      ),
    });
  }

  async #listen(server: Server, host: string): Promise<number> {
    this.#servers.push(server);
    return await new Promise((resolve) => {
      server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
    });
  }
}

export interface Answer {
  code: number;
  body: string;
  contentType: string;
}

const REFUSED: Answer = {
  code: 401,
  contentType: 'application/json',
  body: JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Unauthorized',
    code: 401,
  }),
};

function proofOf(incoming: IncomingMessage): string[] {
  const headers = Object.entries(incoming.headersDistinct)
    .filter(([name]) => /^(?:authorization|proxy-authorization|impersonate-.*)$/.test(name))
    .flatMap(([name, values = []]) => values.map((value) => `${name}=${value}`));
  const socket = incoming.socket;
  const subject: unknown =
    socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate().subject.CN : undefined;
  return [...headers, ...(typeof subject === 'string' ? [`certificate=${subject}`] : [])].sort();
}

function clientOf(incoming: IncomingMessage): Seen['client'] {
  return (incoming.headers['user-agent'] ?? '').startsWith('kubectl') ? 'kubectl' : 'sluice';
}

/** forwardTo forwards a request as the embedded cluster's admin. */
export function forwardTo(
  dispatcher: Parameters<typeof request>[1] extends infer O ? NonNullable<O> : never,
  url: string,
  token: string,
) {
  return async (path: string, headers: Record<string, string | string[]>): Promise<Answer> => {
    const answer = await request(`${url}${path}`, {
      ...dispatcher,
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    return {
      code: answer.statusCode,
      body: await answer.body.text(),
      contentType: String(answer.headers['content-type']),
    };
  };
}
