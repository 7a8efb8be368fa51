import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { StatusError, type User } from '#simulator/apimachinery/contract.ts';
import { bearerOf } from '#simulator/http/web-socket.ts';
import { AUTHENTICATED } from '#simulator/users/users.ts';

/** Returns the user of a request. Throws Unauthorized for an unknown token. */
export type Authenticator = (headers: IncomingHttpHeaders) => User;

/** The group of users without a token. */
export const UNAUTHENTICATED = 'system:unauthenticated';

/** The user of requests without a token. */
export const ANONYMOUS: User = { name: 'system:anonymous', groups: [UNAUTHENTICATED] };

/**
 * createAuthenticator identifies users by bearer token, from the header or a WebSocket's subprotocols; a user with a token is also in
 * system:authenticated.
 */
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
