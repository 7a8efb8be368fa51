/**
 * Which name of this machine a request was made to. `own`: the name that only this Sluice has, whose cookies and storage nothing
 * else gets; `shared`: 127.0.0.1, localhost or [::1], whose cookies every port of the machine gets.
 */
export type HostKind = 'own' | 'shared';

const SHARED = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * hostKind judges a Host header; undefined for any other name. A page that rebinds its own DNS name to 127.0.0.1 still sends
 * that name, so this is what keeps it out. Any port passes: a forwarded port need not be the same on both ends.
 */
export function hostKind(host: string | null, ownHost: string): HostKind | undefined {
  const [, name, port] = /^(\[::1\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  if (name === undefined || Number(port ?? '0') > 65_535) return undefined;
  if (SHARED.has(name.toLowerCase())) return 'shared';
  return name.toLowerCase() === ownHost ? 'own' : undefined;
}
