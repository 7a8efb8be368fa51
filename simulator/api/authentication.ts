import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { userNamed } from '#simulator/api/reviews.ts';
import { forbidden } from '#simulator/api/status-errors.ts';
import { ANONYMOUS, type ClusterUser } from '#simulator/api/users.ts';
import { StatusError } from '#simulator/contract.ts';

/** Finds who makes a request. Throws Unauthorized for a token that nobody has. */
export type Authenticator = (headers: IncomingHttpHeaders) => ClusterUser;

const PUBLIC = new Set(['/healthz', '/livez', '/readyz', '/version']);

/** isPublic reports whether a path needs no user. */
export function isPublic(path: string): boolean {
  return PUBLIC.has(path);
}

/** createAuthenticator knows users by their bearer tokens; system:masters may impersonate. */
export function createAuthenticator(
  users: Readonly<Record<string, ClusterUser>>,
  tokens: Readonly<Record<string, string>>,
): Authenticator {
  const known = Object.entries(users).map(([key, user]) => ({ user, token: tokens[key] ?? '' }));
  return (headers) => {
    const { authorization } = headers;
    if (authorization === undefined) return ANONYMOUS;
    const token = /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? '';
    const found = known.find((entry) => isSame(entry.token, token));
    if (found === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    return impersonated(found.user, headers);
  };
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}

function impersonated(user: ClusterUser, headers: IncomingHttpHeaders): ClusterUser {
  const name = headers['impersonate-user'];
  if (typeof name !== 'string') return user;
  if (!user.groups.includes('system:masters')) {
    const why = `User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`;
    throw forbidden({ group: '', resource: 'users' }, name, why);
  }
  const groups = headers['impersonate-group'];
  return userNamed({ user: name, groups: typeof groups === 'string' ? groups.split(/,\s*/) : groups });
}
