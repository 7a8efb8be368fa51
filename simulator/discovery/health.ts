/** What the health endpoints check. The embedded cluster answers only while all of it works. */
const CHECKS = ['ping', 'log', 'etcd'];

/**
 * healthText returns the body of `/healthz`, `/livez`, `/readyz` and their single checks, such as `/readyz/etcd` (apiserver v0.35
 * `pkg/server/healthz`); undefined for any other path.
 */
export function healthText(path: string, query: URLSearchParams): string | undefined {
  const [, endpoint, check] = /^\/(healthz|livez|readyz)(?:\/([^/]*))?\/?$/.exec(path) ?? [];
  if (endpoint === undefined) return undefined;
  if (check !== undefined && check !== '') return CHECKS.includes(check) ? 'ok' : undefined;
  if (!query.has('verbose')) return 'ok';
  const excluded = query.getAll('exclude');
  const lines = CHECKS.map((name) => `[+]${name} ${excluded.includes(name) ? 'excluded: ok' : 'ok'}`);
  return `${lines.join('\n')}\n${endpoint} check passed\n`;
}
