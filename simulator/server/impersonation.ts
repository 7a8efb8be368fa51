import type { IncomingMessage } from 'node:http';
import type { User } from '#simulator/apimachinery/contract.ts';
import { badRequest, forbidden } from '#simulator/apimachinery/status-errors.ts';
import { type Authorizer, denial } from '#simulator/rbac/authorizer.ts';
import type { Attributes } from '#simulator/rbac/rules.ts';
import { ANONYMOUS, UNAUTHENTICATED } from '#simulator/server/authentication.ts';
import { AUTHENTICATED } from '#simulator/users/users.ts';

// apiserver v0.35 `pkg/endpoints/filters/impersonation/impersonation.go`, without uids and extra values.

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * impersonated returns the effective user of a request: its own user, or the one in its Impersonate-User and Impersonate-Group headers.
 * Throws Forbidden unless the user may `impersonate` each of them, and BadRequest for groups without a user.
 */
export function impersonated(user: User, request: IncomingMessage, authorizer: Authorizer): User {
  const [name = ''] = request.headersDistinct['impersonate-user'] ?? [];
  const groups = request.headersDistinct['impersonate-group'] ?? [];
  if (name === '') {
    if (groups.length === 0) return user;
    const requested = groups.map((group) => `{Group  ${group}    }`).join(' ');
    throw badRequest(`requested [${requested}] without impersonating a user`);
  }
  const [, namespace = '', account = ''] = SERVICE_ACCOUNT.exec(name) ?? [];
  if (account === '') check(user, 'users', '', name, authorizer);
  else check(user, 'serviceaccounts', namespace, account, authorizer);
  for (const group of groups) check(user, 'groups', '', group, authorizer);
  const named =
    account !== '' && groups.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
      : groups;
  return { name, groups: withSignIn(name, named) };
}

function check(user: User, resource: string, namespace: string, name: string, authorizer: Authorizer): void {
  const attributes: Attributes = {
    verb: 'impersonate',
    group: '',
    resource,
    subresource: '',
    namespace,
    name,
  };
  const { allowed, reason } = authorizer(user, attributes);
  if (!allowed) throw forbidden({ group: '', resource }, name, denial(user, attributes, reason));
}

/** withSignIn adds the authenticated or unauthenticated group, unless the groups already include either. */
function withSignIn(name: string, groups: readonly string[]): string[] {
  if (name === ANONYMOUS.name) return [...new Set([...groups, UNAUTHENTICATED])];
  const said = groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED);
  return said ? [...groups] : [...groups, AUTHENTICATED];
}
