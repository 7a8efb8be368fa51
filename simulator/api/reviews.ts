import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import { badRequest } from '#simulator/api/status-errors.ts';
import { type Attributes, type ClusterUser, denial, USERS } from '#simulator/api/users.ts';

/** Whether a user may do something now, the levers' faults included. */
export type Authorizer = (user: ClusterUser, attributes: Attributes) => boolean;

/** The resources of the review groups: answered, never stored. */
export function isReview(group: string, resource: string): boolean {
  return (
    (group === 'authorization.k8s.io' &&
      ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'subjectaccessreviews'].includes(resource)) ||
    (group === 'authentication.k8s.io' && resource === 'selfsubjectreviews')
  );
}

/** review answers a review with its status filled in. Throws BadRequest when it does not say what it asks. */
export function review(
  user: ClusterUser,
  resource: string,
  body: unknown,
  authorizer: Authorizer,
): JsonObject {
  if (!isJsonObject(body)) throw badRequest('the object provided is unrecognized (must be of type review)');
  const spec = isJsonObject(body['spec']) ? body['spec'] : {};
  return {
    ...body,
    metadata: { creationTimestamp: null },
    status: statusOf(user, resource, spec, authorizer),
  };
}

function statusOf(user: ClusterUser, resource: string, spec: JsonObject, authorizer: Authorizer): JsonObject {
  switch (resource) {
    case 'selfsubjectreviews':
      return { userInfo: { username: user.name, groups: user.groups } };
    case 'selfsubjectrulesreviews': {
      const holds = user.namespace === undefined || user.namespace === spec['namespace'];
      return { resourceRules: holds ? user.rules : [], nonResourceRules: [], incomplete: false };
    }
    case 'subjectaccessreviews':
      return access(userNamed(spec), spec, authorizer);
    default:
      return access(user, spec, authorizer);
  }
}

function access(user: ClusterUser, spec: JsonObject, authorizer: Authorizer): JsonObject {
  const wanted = spec['resourceAttributes'];
  if (!isJsonObject(wanted)) {
    if (!isJsonObject(spec['nonResourceAttributes'])) {
      throw badRequest('spec: exactly one of nonResourceAttributes or resourceAttributes must be specified');
    }
    return { allowed: user.groups.includes('system:authenticated') };
  }
  const text = (field: string): string => (typeof wanted[field] === 'string' ? wanted[field] : '');
  const attributes: Attributes = {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
  };
  const allowed = authorizer(user, attributes);
  return { allowed, ...(allowed ? {} : { reason: denial(user, attributes) }) };
}

/** The user that a review or an impersonation names; one that nobody knows has no rules. */
export function userNamed(spec: { user?: unknown; groups?: unknown }): ClusterUser {
  const name = typeof spec.user === 'string' ? spec.user : '';
  const known = Object.values(USERS).find((user) => user.name === name);
  const groups = Array.isArray(spec.groups) ? spec.groups.filter((group) => typeof group === 'string') : [];
  if (known !== undefined) return known;
  const isMaster = groups.includes('system:masters');
  return {
    name,
    groups: [...groups, 'system:authenticated'],
    rules: isMaster ? (USERS['admin']?.rules ?? []) : [],
  };
}
