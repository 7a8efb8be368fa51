import type { Store, StoredObject, User } from '#simulator/apimachinery/contract.ts';
import { RBAC, RBAC_GROUP } from '#simulator/apimachinery/resources.ts';
import { type FullRule, roleRefOf, rulesOf, subjectsOf } from '#simulator/rbac/objects.ts';
import { type AccessAttributes, ruleAllows } from '#simulator/rbac/rules.ts';
import { MASTERS, type RoleRef, type Subject } from '#simulator/users/users.ts';

// kubernetes v1.35 `plugin/pkg/auth/authorizer/rbac/rbac.go` and `pkg/registry/rbac/validation/rule.go`.

/** Whether an action is allowed, and the server's reason; the reason is empty when the server gives none. */
interface Decision {
  allowed: boolean;
  reason: string;
}

/** Decides whether a user may perform an action now. */
export type Authorizer = (user: User, attributes: AccessAttributes) => Decision;

/** What the authorizer reads from. */
export type RbacReader = Pick<Store, 'get' | 'list'>;

/** A rule with the binding that grants it, or a binding whose role does not exist. */
type Grant = { rule: FullRule; source: () => string } | { missing: RoleRef };

/** createRbacAuthorizer evaluates the current roles and bindings on every call; system:masters may do everything. */
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

/** The rules that apply to a user in a namespace, or at cluster scope when the namespace is empty. */
export interface UserRules {
  rules: FullRule[];
  /** Roles that the user's bindings refer to and that do not exist. */
  missing: RoleRef[];
}

/** rulesFor collects the rules that bindings grant a user; system:masters counts only if bound. */
export function rulesFor(store: RbacReader, user: User, namespace: string): UserRules {
  const grants = [...grantsOf(store, user, namespace)];
  return {
    rules: grants.flatMap((grant) => ('rule' in grant ? [grant.rule] : [])),
    missing: grants.flatMap((grant) => ('missing' in grant ? [grant.missing] : [])),
  };
}

/** missingRoles returns an error message for the roles that do not exist; undefined when there are none. */
export function missingRoles({ missing }: UserRules): string | undefined {
  return missing.length === 0 ? undefined : aggregate(missing.map(missingRole));
}

/** roleOf returns the role that a binding in a namespace refers to; undefined when it does not exist. */
export function roleOf(store: RbacReader, reference: RoleRef, namespace: string): StoredObject | undefined {
  return reference.kind === 'Role'
    ? store.get(RBAC.role, namespace, reference.name)
    : store.get(RBAC.clusterRole, undefined, reference.name);
}

/** missingRole returns the error message for a role that does not exist. */
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

/** aggregate joins errors as apimachinery `util/errors` does: a single error as is, several distinct ones in brackets. */
export function aggregate(errors: readonly string[]): string {
  const messages = [...new Set(errors)];
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}

/**
 * denial returns what a user may not do, in the wording of apiserver `responsewriters/errors.go`, without the subject that a Status puts in
 * front.
 */
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
