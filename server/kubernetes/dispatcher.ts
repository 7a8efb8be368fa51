import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { SocksClient } from 'socks';
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { connectionWords, PROXY_UNREACHABLE } from '#server/kubernetes/connection-words.ts';
import type { Proxy } from '#server/kubernetes/credentials/proxy.ts';

/** The TLS side of a credential. PEM texts; absent fields mean Node's defaults. */
export interface TlsOptions {
  /** Any of these may end a chain, also one that is not at its root, as in Go. */
  ca?: string | Buffer | string[];
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
}

const CONNECT_TIMEOUT_MS = 10_000;
/**
 * Longer than the pause between two liveness probes, so that they share one connection; shorter than the 20 s after which the
 * strictest of the usual proxies close an idle one, so that few requests go out on a connection that is just being closed.
 */
const KEEP_ALIVE_TIMEOUT_MS = 15_000;

/**
 * createDispatcher makes the keep-alive connection pool of one cluster and credential. HTTP/1.1 only: a watch then has a
 * socket of its own, and neither its back-pressure nor a reset touches another request. Behind a proxy the client certificate is
 * shown to the API server alone. `timeoutMs` is how long a connection may take to come about, a proxy's part included.
 */
export function createDispatcher(
  tls: TlsOptions,
  proxy: Proxy | null = null,
  timeoutMs = CONNECT_TIMEOUT_MS,
): Dispatcher {
  const pool = { allowH2: false, keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS };
  const connect = {
    ...tls,
    allowPartialTrustChain: true,
    checkServerIdentity: checkNames,
    timeout: timeoutMs,
    // 30 s between TCP probes, as client-go: below the idle limit of common load balancers.
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
  };
  if (proxy === null) return new Agent({ ...pool, connect });
  if (proxy.protocol === 'socks5') return new Agent({ ...pool, connect: throughSocks(proxy, connect) });
  const { cert: _cert, key: _key, ...withoutCertificate } = connect;
  return new ProxyAgent({
    ...pool,
    uri: `${proxy.protocol}://${proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host}:${proxy.port}`,
    ...(proxy.login === null ? {} : { token: basic(proxy.login) }),
    requestTls: connect,
    proxyTls: withoutCertificate,
    // A proxy that takes the connection and never answers CONNECT.
    clientFactory: (origin, options: { connect?: buildConnector.connector }) =>
      new Pool(origin, {
        ...options,
        ...(options.connect === undefined ? {} : { connect: naming(proxy, options.connect) }),
        headersTimeout: timeoutMs,
      }),
  });
}

/** Says of a connection to a proxy that does not come about that it was the proxy's, and not the API server's. */
function naming(proxy: Proxy, connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(proxyUnreachable(proxy, error), null);
    });
}

function proxyUnreachable({ shown }: Proxy, cause: Error): Error {
  return Object.assign(
    new Error(`the proxy ${shown} cannot be reached: ${connectionWords(cause)}`, { cause }),
    {
      code: PROXY_UNREACHABLE,
    },
  );
}

function basic({ user, password }: { user: string; password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** As Go, names must stand in the certificate's alternative names: its common name does not count. */
function checkNames(host: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.subjectaltname !== undefined) return checkServerIdentity(host, certificate);
  return Object.assign(new Error(`the certificate of ${host} has no alternative names`), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
}

function throughSocks(proxy: Proxy, tls: buildConnector.BuildOptions): buildConnector.connector {
  const secure = buildConnector(tls);
  return (options, callback) => {
    const { hostname, protocol } = options;
    const host = hostname.replace(/^\[|\]$/g, '');
    const port = options.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(options.port);
    SocksClient.createConnection({
      command: 'connect',
      // A name is sent as it is: the proxy looks it up.
      destination: { host, port },
      proxy: {
        type: 5,
        host: proxy.host,
        port: proxy.port,
        ...(proxy.login === null ? {} : { userId: proxy.login.user, password: proxy.login.password }),
      },
      timeout: CONNECT_TIMEOUT_MS,
    }).then(
      ({ socket }) => {
        if (protocol === 'https:') return secure({ ...options, httpSocket: socket }, callback);
        return callback(null, socket);
      },
      (error: unknown) => {
        const cause = error instanceof Error ? error : new Error(String(error));
        // What the library says of the proxy's own address begins with the system's call.
        const isUnreachable = /^(?:connect|getaddrinfo) /.test(cause.message);
        callback(isUnreachable ? proxyUnreachable(proxy, cause) : cause, null);
      },
    );
  };
}
