import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { SocksClient } from 'socks';
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { connectionWords, PROXY_UNREACHABLE } from '#server/kubernetes/connection-words.ts';
import type { Proxy } from '#server/kubernetes/credentials/proxy.ts';

/** TLS settings of a credential. PEM texts; absent fields mean Node's defaults. */
export interface TlsOptions {
  /** Any of these may end a chain, even one that is not a root, as in Go. */
  ca?: string | Buffer | string[];
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
}

const CONNECT_TIMEOUT_MS = 10_000;
/**
 * Longer than the delay between two liveness probes, so that they share one connection; shorter than the 20 s after which the strictest
 * common proxies close an idle one, so that few requests go out on a connection that is just being closed.
 */
const KEEP_ALIVE_TIMEOUT_MS = 15_000;

/**
 * createDispatcher creates the keep-alive connection pool of one cluster and credential. HTTP/1.1 only: each watch has its own socket, so
 * neither its back-pressure nor a reset affects another request. Behind a proxy, only the API server sees the client certificate.
 * `timeoutMs` limits how long connecting may take, the proxy's part included.
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
    // 30 s between TCP probes, as in client-go: below the idle limit of common load balancers.
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
    // For a proxy that accepts the connection and never answers CONNECT.
    clientFactory: (origin, options: { connect?: buildConnector.connector }) =>
      new Pool(origin, {
        ...options,
        ...(options.connect === undefined ? {} : { connect: naming(proxy, options.connect) }),
        headersTimeout: timeoutMs,
      }),
  });
}

/** Marks a failed connection to a proxy as the proxy's failure, not the API server's. */
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

/** As in Go, names must be in the certificate's alternative names: its common name does not count. */
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
      // A name is sent as it is: the proxy resolves it.
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
        // The library's messages about the proxy's own address start with the name of the system call.
        const isUnreachable = /^(?:connect|getaddrinfo) /.test(cause.message);
        callback(isUnreachable ? proxyUnreachable(proxy, cause) : cause, null);
      },
    );
  };
}
