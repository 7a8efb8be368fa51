import type { IncomingMessage } from 'node:http';
import { ANONYMOUS, UNAUTHENTICATED } from '#simulator/api/authentication.ts';
import { type Authorizer, denial } from '#simulator/api/rbac-authorizer.ts';
import type { Attributes } from '#simulator/api/rbac-rules.ts';
import { badRequest, forbidden } from '#simulator/api/status-errors.ts';
import { AUTHENTICATED } from '#simulator/api/users.ts';
import type { User } from '#simulator/contract.ts';

// apiserver v0.35 `pkg/endpoints/filters/impersonation/impersonation.go`, without uids and extra values.

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * impersonated returns whom a request is made as: its own user, or the one that its Impersonate-User and Impersonate-Group headers
 * name. Throws Forbidden unless the user may `impersonate` each of them, BadRequest for groups without a user.
 */
export function impersonated(user: User, request: IncomingMessage, authorizer: Authorizer): User {
  const [name = ''] = request.headersDistinct['impersonate-user'] ?? [];
  const groups = request.headersDistinct['impersonate-group'] ?? [];
  if (name === '') {
    if (groups.length === 0) return user;
    const wanted = groups.map((group) => `{Group  ${group}    }`).join(' ');
    throw badRequest(`requested [${wanted}] without impersonating a user`);
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

/** Adds the group that says whether somebody signed in, unless the groups say so themselves. */
function withSignIn(name: string, groups: readonly string[]): string[] {
  if (name === ANONYMOUS.name) return [...new Set([...groups, UNAUTHENTICATED])];
  const said = groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED);
  return said ? [...groups] : [...groups, AUTHENTICATED];
}
