import { environmentProxy } from '#server/kubernetes/credentials/environment-proxy.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** A proxy on the way to the API server. */
export interface Proxy {
  protocol: 'http' | 'https' | 'socks5';
  /** Without brackets around an IPv6 address. */
  host: string;
  port: number;
  /** Decoded; null when the address has none. Secret: never log it. */
  login: { user: string; password: string } | null;
  /** The address for display: without its user and password. */
  shown: string;
}

const DEFAULT_PORTS = { http: 80, https: 443, socks5: 1080 } as const;

/**
 * chooseProxy returns the proxy for a server: the cluster's `proxy-url`, which may be http, https or socks5 and applies to every server,
 * else the one from the environment (environmentProxy), which may also be socks5h. Null for none. Throws CredentialsError for an address
 * that cannot be used.
 */
export function chooseProxy(
  server: URL,
  proxyUrl: string,
  cluster: string,
  env: Readonly<Record<string, string | undefined>>,
): Proxy | null {
  if (proxyUrl !== '')
    return readProxy(proxyUrl, `The proxy-url of the cluster "${cluster}"`, ['http', 'https', 'socks5']);
  const fromEnvironment = environmentProxy(env, server);
  if (fromEnvironment === null) return null;
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  return readProxy(fromEnvironment, `The proxy of ${variable}`, ['http', 'https', 'socks5', 'socks5h']);
}

function readProxy(address: string, what: string, schemes: readonly string[]): Proxy {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  const known = `${schemes.slice(0, -1).join(', ')} or ${schemes.at(-1)}`;
  if (scheme === undefined || !/^[^:]*:\/\//.test(address)) {
    throw new CredentialsError(
      `${what} is not an address with a scheme: it must begin with ${known} and ://.`,
    );
  }
  if (!schemes.includes(scheme)) {
    const hint = scheme === 'socks5h' ? '; write socks5, with which the proxy also resolves names' : '';
    throw new CredentialsError(`${what} has the scheme ${scheme}, but only ${known} are supported${hint}.`);
  }
  // Only web schemes get their authority fully parsed.
  const url = URL.parse(address.replace(/^[^:]*:/, 'http:'));
  if (url === null) throw new CredentialsError(`${what} is not a valid address: check host and port.`);
  const protocol = scheme === 'socks5h' ? 'socks5' : (scheme as Proxy['protocol']);
  // Parsing drops an http address's default port.
  const port =
    url.port === '' ? (/:80(?:[/?#]|$)/.test(address) ? 80 : DEFAULT_PORTS[protocol]) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const hasLogin = url.username !== '' || url.password !== '';
  return {
    protocol,
    host,
    port,
    login: hasLogin ? { user: decoded(url.username, what), password: decoded(url.password, what) } : null,
    shown: `${protocol}://${url.hostname}:${port}`,
  };
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new CredentialsError(
      `${what} has a percent sign in its user or password that encodes nothing: write it as %25.`,
    );
  }
}
