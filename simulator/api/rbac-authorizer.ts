import {
  type FullRule,
  RBAC,
  RBAC_GROUP,
  roleRefOf,
  rulesOf,
  subjectsOf,
} from '#simulator/api/rbac-objects.ts';
import { type AccessAttributes, ruleAllows } from '#simulator/api/rbac-rules.ts';
import { MASTERS, type RoleRef, type Subject } from '#simulator/api/users.ts';
import type { Store, StoredObject, User } from '#simulator/contract.ts';

// kubernetes v1.35 `plugin/pkg/auth/authorizer/rbac/rbac.go` and `pkg/registry/rbac/validation/rule.go`.

/** Whether something is allowed, and in the server's words why; the reason is empty where the server gives none. */
export interface Decision {
  allowed: boolean;
  reason: string;
}

/** Decides what a user may do now. */
export type Authorizer = (user: User, attributes: AccessAttributes) => Decision;

/** What the authorizer reads. */
export type RbacReader = Pick<Store, 'get' | 'list'>;

/** A rule with the binding that gives it, or a binding whose role is not there. */
type Grant = { rule: FullRule; source: () => string } | { missing: RoleRef };

/** createRbacAuthorizer evaluates the roles and bindings as they are at the time of each question; system:masters may do everything. */
export function createRbacAuthorizer(store: RbacReader): Authorizer {
  return (user, attributes) => {
    if (user.groups.includes(MASTERS)) return { allowed: true, reason: '' };
    const missing: RoleRef[] = [];
    for (const grant of grantsOf(store, user, 'path' in attributes ? '' : attributes.namespace)) {
      if ('missing' in grant) missing.push(grant.missing);
      else if (ruleAllows(grant.rule, attributes)) {
        return { allowed: true, reason: `RBAC: allowed by ${grant.source()}` };
      }
    }
    return {
      allowed: false,
      reason: missing.length === 0 ? '' : `RBAC: ${aggregate(missing.map(missingRole))}`,
    };
  };
}

/** The rules that hold for a user in a namespace, or at the cluster's scope when that is empty. */
export interface UserRules {
  rules: FullRule[];
  /** The roles that bindings give the user and that are not there. */
  missing: RoleRef[];
}

/** rulesFor gathers what the bindings give a user; system:masters counts only as far as it is bound. */
export function rulesFor(store: RbacReader, user: User, namespace: string): UserRules {
  const grants = [...grantsOf(store, user, namespace)];
  return {
    rules: grants.flatMap((grant) => ('rule' in grant ? [grant.rule] : [])),
    missing: grants.flatMap((grant) => ('missing' in grant ? [grant.missing] : [])),
  };
}

/** missingRoles says which roles are not there; undefined when there are none. */
export function missingRoles({ missing }: UserRules): string | undefined {
  return missing.length === 0 ? undefined : aggregate(missing.map(missingRole));
}

/** roleOf returns the role that a binding in a namespace refers to; undefined when there is none. */
export function roleOf(store: RbacReader, reference: RoleRef, namespace: string): StoredObject | undefined {
  return reference.kind === 'Role'
    ? store.get(RBAC.role, namespace, reference.name)
    : store.get(RBAC.clusterRole, undefined, reference.name);
}

/** A role that a binding refers to is not there. */
function missingRole({ kind, name }: RoleRef): string {
  return `${kind.toLowerCase()}.${RBAC_GROUP} "${name}" not found`;
}

function* grantsOf(store: RbacReader, user: User, namespace: string): Iterable<Grant> {
  for (const binding of store.list(RBAC.clusterRoleBinding)) yield* grantsBy(store, user, binding, '');
  if (namespace === '') return;
  for (const binding of store.list(RBAC.roleBinding, namespace)) {
    yield* grantsBy(store, user, binding, namespace);
  }
}

function* grantsBy(store: RbacReader, user: User, binding: StoredObject, namespace: string): Iterable<Grant> {
  const subject = subjectsOf(binding).find((candidate) => isSubject(candidate, user, namespace));
  if (subject === undefined) return;
  const reference = roleRefOf(binding);
  const role = roleOf(store, reference, namespace);
  if (role === undefined) {
    yield { missing: reference };
    return;
  }
  const source = (): string => describe(binding, reference, subject);
  for (const rule of rulesOf(role)) yield { rule, source };
}

function isSubject(subject: Required<Subject>, user: User, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const own = subject.namespace || namespace;
      return own !== '' && user.name === `system:serviceaccount:${own}:${subject.name}`;
    }
    default:
      return false;
  }
}

function describe(binding: StoredObject, reference: RoleRef, subject: Required<Subject>): string {
  const { name, namespace } = binding.metadata;
  const bound = namespace === undefined ? name : `${name}/${namespace}`;
  const whom =
    subject.kind === 'ServiceAccount'
      ? `${subject.name}/${subject.namespace || (namespace ?? '')}`
      : subject.name;
  return `${binding.kind} "${bound}" of ${reference.kind} "${reference.name}" to ${subject.kind} "${whom}"`;
}

/** aggregate joins errors as apimachinery `util/errors` does: one reads as it is, several different ones in brackets. */
export function aggregate(errors: readonly string[]): string {
  const messages = [...new Set(errors)];
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}

/** denial says what a user may not do, in the words of apiserver `responsewriters/errors.go`, without the subject that a Status puts in front. */
export function denial(user: User, attributes: AccessAttributes, reason = ''): string {
  const escaped = escapeHtml(`User ${JSON.stringify(user.name)} cannot ${whatOf(attributes)}`);
  return reason === '' ? escaped : `${escaped}: ${reason}`;
}

function whatOf(attributes: AccessAttributes): string {
  const { verb } = attributes;
  if ('path' in attributes) return `${verb} path "${attributes.path}"`;
  const { group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `${verb} resource "${what}" in API group "${group}" ${scope}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
