import {
  aggregate,
  createRbacAuthorizer,
  type RbacReader,
  roleOf,
  rulesFor,
} from '#simulator/api/rbac-authorizer.ts';
import { type FullRule, RBAC, roleRefOf, roleSelectorsOf, rulesOf } from '#simulator/api/rbac-objects.ts';
import { compactRules, compactString, quoteList, uncovered } from '#simulator/api/rbac-rules.ts';
import { forbidden, notFound } from '#simulator/api/status-errors.ts';
import { MASTERS } from '#simulator/api/users.ts';
import { type AdmissionRequest, StatusError } from '#simulator/contract.ts';

// Nobody gives what he does not have: kubernetes v1.35 `pkg/registry/rbac/*/policybased/storage.go`, `escalation_check.go`.

const EVERYTHING: readonly FullRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/**
 * checkEscalation throws Forbidden when the user of a write grants by a role or a binding what the user does not hold, unless
 * allowed to `escalate` the role or to `bind` it; NotFound when a binding's role is not there to be compared.
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
    // A create names its object in the body, not in the path that is asked for.
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
  // The registry names what is written, not what it looked for.
  if (role === undefined) throw notFound(type, reference.name);
  const excess = excessOf(store, request, rulesOf(role));
  if (excess !== undefined) throw forbidden(type, name, excess);
}

/** What of some rules a user does not hold, as the refusal says it; undefined when nothing is missing. */
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
