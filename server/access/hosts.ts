/**
 * Which of this machine's names a request was sent to. `own`: the name unique to this instance, whose cookies and storage nothing else
 * receives. `shared`: 127.0.0.1, localhost or [::1], whose cookies are sent to every port of the machine.
 */
export type HostKind = 'own' | 'shared';

const SHARED = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * hostKind classifies a Host header; undefined for any other name. A page that rebinds its own DNS name to 127.0.0.1 still sends that name,
 * so this check keeps it out. Any port passes: a forwarded port can differ between its two ends.
 */
export function hostKind(host: string | null, ownHost: string): HostKind | undefined {
  const [, name, port] = /^(\[::1\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  if (name === undefined || Number(port ?? '0') > 65_535) return undefined;
  if (SHARED.has(name.toLowerCase())) return 'shared';
  return name.toLowerCase() === ownHost ? 'own' : undefined;
}
