import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AUTHENTICATED } from '#simulator/api/users.ts';
import { bearerOf } from '#simulator/api/web-socket.ts';
import { StatusError, type User } from '#simulator/contract.ts';

/** Finds who makes a request. Throws Unauthorized for a token that nobody has. */
export type Authenticator = (headers: IncomingHttpHeaders) => User;

/** The group of whoever sends no token. */
export const UNAUTHENTICATED = 'system:unauthenticated';

/** Whoever sends no token. */
export const ANONYMOUS: User = { name: 'system:anonymous', groups: [UNAUTHENTICATED] };

/** createAuthenticator knows users by their bearer tokens, in the header or with a WebSocket's subprotocols; who has one is also in system:authenticated. */
export function createAuthenticator(
  users: Readonly<Record<string, User>>,
  tokens: Readonly<Record<string, string>>,
): Authenticator {
  const known = Object.entries(users).map(([key, { name, groups }]) => ({
    user: { name, groups: [...groups, AUTHENTICATED] },
    token: tokens[key] ?? '',
  }));
  return (headers) => {
    const { authorization } = headers;
    const token =
      authorization === undefined
        ? bearerOf(headers)
        : (/^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? '');
    if (token === undefined) return ANONYMOUS;
    const found = known.find((entry) => isSame(entry.token, token));
    if (found === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    return found.user;
  };
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
