import { type AdmissionRequest, StatusError } from '#simulator/apimachinery/contract.ts';
import { RBAC } from '#simulator/apimachinery/resources.ts';
import { forbidden, notFound } from '#simulator/apimachinery/status-errors.ts';
import {
  aggregate,
  createRbacAuthorizer,
  type RbacReader,
  roleOf,
  rulesFor,
} from '#simulator/rbac/authorizer.ts';
import { type FullRule, roleRefOf, roleSelectorsOf, rulesOf } from '#simulator/rbac/objects.ts';
import { compactRules, compactString, quoteList, uncovered } from '#simulator/rbac/rules.ts';
import { MASTERS } from '#simulator/users/users.ts';

// Privilege escalation checks: kubernetes v1.35 `pkg/registry/rbac/*/policybased/storage.go`, `escalation_check.go`.

const EVERYTHING: readonly FullRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/**
 * checkEscalation throws Forbidden when the user grants, by a role or binding, permissions that the user does not hold, unless the user may
 * `escalate` the role or `bind` it; NotFound when a binding's role does not exist.
 */
export function checkEscalation(store: RbacReader, request: AdmissionRequest): void {
  const { type, object, old, user } = request;
  if (user.groups.includes(MASTERS)) return;
  const namespace = object.metadata.namespace ?? '';
  const { name } = object.metadata;
  const authorize = createRbacAuthorizer(store);
  const may = (verb: string, resource: string, named: string): boolean =>
    authorize(user, { verb, group: type.group, resource, subresource: '', namespace, name: named }).allowed;

  if (type.resource === RBAC.role.resource || type.resource === RBAC.clusterRole.resource) {
    // A create names its object in the body, not in the path to authorize.
    if (may('escalate', type.resource, old === undefined ? '' : name)) return;
    const excess = excessOf(store, request, rulesOf(object));
    if (excess !== undefined) throw forbidden(type, name, excess);
    const gathers = [object, ...(old === undefined ? [] : [old])].some(
      (role) => roleSelectorsOf(role).length > 0,
    );
    if (gathers && excessOf(store, request, EVERYTHING) !== undefined) {
      throw forbidden(type, name, 'must have cluster-admin privileges to use the aggregationRule');
    }
    return;
  }
  const reference = roleRefOf(object);
  if (may('bind', reference.kind === 'Role' ? 'roles' : 'clusterroles', reference.name)) return;
  if (reference.kind !== 'Role' && reference.kind !== 'ClusterRole') {
    throw new StatusError(500, '', `unsupported role reference kind: "${reference.kind}"`);
  }
  const role = roleOf(store, reference, namespace);
  // The registry names the object being written, not the one it looked up.
  if (role === undefined) throw notFound(type, reference.name);
  const excess = excessOf(store, request, rulesOf(role));
  if (excess !== undefined) throw forbidden(type, name, excess);
}

/**
 * excessOf returns the permissions in some rules that a user does not hold, in the wording of the error; undefined when none are missing.
 */
function excessOf(
  store: RbacReader,
  { type, object, user }: AdmissionRequest,
  rules: readonly FullRule[],
): string | undefined {
  const own = rulesFor(store, user, object.metadata.namespace ?? '');
  const missing = uncovered(own.rules, rules);
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compactRules(missing).map(compactString))].sort();
  const who = `user ${JSON.stringify(user.name)} (groups=${quoteList(user.groups)})`;
  const message = `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`;
  if (own.missing.length === 0) return message;
  const errors = own.missing.map((role) => notFound(type, role.name).message);
  return `${message}; resolution errors: [${aggregate(errors)}]`;
}
