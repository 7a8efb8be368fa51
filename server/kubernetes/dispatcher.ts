import { Agent, type Dispatcher } from 'undici';

/** The TLS side of a credential. PEM texts or buffers; absent fields mean Node's defaults. */
export interface TlsOptions {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  pfx?: string | Buffer;
  passphrase?: string;
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
 * socket of its own, and neither its back-pressure nor a reset touches another request.
 */
export function createDispatcher(tls: TlsOptions): Dispatcher {
  return new Agent({
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // 30 s between TCP probes, as client-go: below the idle limit of common load balancers.
    connect: { ...tls, timeout: CONNECT_TIMEOUT_MS, keepAlive: true, keepAliveInitialDelay: 30_000 },
  });
}
