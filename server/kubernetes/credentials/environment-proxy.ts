import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * environmentProxy returns the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a server, as Go reads them
 * (golang.org/x/net/http/httpproxy): upper case before lower case, `host:port` means http, localhost and loopback addresses never go
 * through a proxy. NO_PROXY holds hosts (with their subdomains), `.domain`, `*.domain`, addresses, CIDR, each with or without a port, or
 * `*`. Null for none.
 */
export function environmentProxy(env: Environment, server: URL): string | null {
  const proxy = server.protocol === 'https:' ? either(env, 'HTTPS_PROXY') : either(env, 'HTTP_PROXY');
  if (proxy === '') return null;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  if (host === 'localhost' || isLoopback(host)) return null;
  const exceptions = either(env, 'NO_PROXY').toLowerCase().split(',');
  if (exceptions.some((exception) => covers(exception.trim(), host, port))) return null;
  return /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function either(env: Environment, name: string): string {
  const upper = env[name] ?? '';
  return upper === '' ? (env[name.toLowerCase()] ?? '') : upper;
}

function covers(exception: string, host: string, port: string): boolean {
  if (exception === '') return false;
  if (exception === '*') return true;
  const [network = '', bits] = exception.split('/');
  if (bits !== undefined) return isIn(host, network, bits);
  const parts = /^\[?(.*?)\]?(?::(\d+))?$/.exec(exception);
  const isBareIp6 = isIP(exception) === 6;
  const name = isBareIp6 ? exception : (parts?.[1] ?? exception);
  const exceptionPort = isBareIp6 ? undefined : parts?.[2];
  if (name === '' || (exceptionPort !== undefined && exceptionPort !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && isIn(host, name, isIP(name) === 4 ? '32' : '128');
  if (isIP(host) !== 0) return false;
  const domain = name.startsWith('*.') ? name.slice(1) : name;
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function isIn(host: string, network: string, bits: string): boolean {
  const family = isIP(network);
  const prefix = Number(bits);
  if (family === 0 || isIP(host) === 0 || !/^\d+$/.test(bits) || prefix > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

function isLoopback(host: string): boolean {
  return isIn(host, '127.0.0.0', '8') || isIn(host, '::1', '128');
}
