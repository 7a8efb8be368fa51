import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject } from '#simulator/apimachinery/json.ts';
import { RBAC, RBAC_GROUP } from '#simulator/apimachinery/resources.ts';
import { type Cause, invalid, invalidValue } from '#simulator/apimachinery/status-errors.ts';
import { type FullRule, roleRefOf, roleSelectorsOf, rulesOf, subjectsOf } from '#simulator/rbac/objects.ts';
import { SUBDOMAIN_RULE } from '#simulator/strategy/object-meta.ts';
import type { RoleRef, Subject } from '#simulator/users/users.ts';

// kubernetes v1.35 `pkg/apis/rbac/v1/defaults.go` and `pkg/apis/rbac/validation/validation.go`.

/** setRbacDefaults sets API groups, and writes empty lists as the API server does after storing them. */
export function setRbacDefaults(type: ResourceType, object: StoredObject): void {
  if (isRole(type)) {
    if (rulesOf(object).length === 0) object['rules'] = null;
    return;
  }
  const reference = object['roleRef'];
  object['roleRef'] = { ...(isJsonObject(reference) ? reference : {}), ...roleRefOf(object) };
  if (roleRefOf(object).apiGroup === '') object['roleRef'] = { ...roleRefOf(object), apiGroup: RBAC_GROUP };
  const subjects = subjectsOf(object);
  if (subjects.length === 0) delete object['subjects'];
  else object['subjects'] = subjects.map(withGroup);
}

function withGroup({ kind, apiGroup, name, namespace }: Required<Subject>): Subject {
  const group = apiGroup === '' && (kind === 'User' || kind === 'Group') ? RBAC_GROUP : apiGroup;
  return {
    kind,
    ...(group === '' ? {} : { apiGroup: group }),
    name,
    ...(namespace === '' ? {} : { namespace }),
  };
}

const isRole = (type: ResourceType): boolean =>
  type.resource === RBAC.role.resource || type.resource === RBAC.clusterRole.resource;

/** checkRbac throws Invalid for an invalid role or binding, or for a binding that changes its role. */
export function checkRbac(type: ResourceType, object: StoredObject, old: StoredObject | undefined): void {
  const causes = isRole(type) ? roleCauses(type, object) : bindingCauses(type, object);
  if (!isRole(type) && old !== undefined) {
    const [before, now] = [roleRefOf(old), roleRefOf(object)];
    if (JSON.stringify(before) !== JSON.stringify(now)) {
      causes.push({
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify({ APIGroup: now.apiGroup, Kind: now.kind, Name: now.name })}: cannot change roleRef`,
        field: 'roleRef',
      });
    }
  }
  if (causes.length > 0) throw invalid(type, object.metadata.name, causes);
}

function roleCauses(type: ResourceType, object: StoredObject): Cause[] {
  const causes = rulesOf(object).flatMap((rule, index) =>
    ruleCauses(rule, type.namespaced, `rules[${index}]`),
  );
  if (isJsonObject(object['aggregationRule']) && roleSelectorsOf(object).length === 0) {
    causes.push(
      required(
        'aggregationRule.clusterRoleSelectors',
        'at least one clusterRoleSelector required if aggregationRule is non-nil',
      ),
    );
  }
  return causes;
}

function ruleCauses(rule: FullRule, namespaced: boolean, path: string): Cause[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const causes: Cause[] = [];
  if (verbs.length === 0) {
    causes.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  }
  if (nonResourceURLs.length > 0) {
    const refuse = (why: string): void => {
      const message = `Invalid value: ${JSON.stringify(nonResourceURLs)}: ${why}`;
      causes.push({ reason: 'FieldValueInvalid', message, field: `${path}.nonResourceURLs` });
    };
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    }
    return causes;
  }
  if (apiGroups.length === 0) {
    causes.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    causes.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
  return causes;
}

function bindingCauses(type: ResourceType, object: StoredObject): Cause[] {
  const subjects = subjectsOf(object).flatMap((subject, index) =>
    subjectCauses(subject, type.namespaced, `subjects[${index}]`),
  );
  return [...referenceCauses(roleRefOf(object), type.namespaced), ...subjects];
}

function referenceCauses({ apiGroup, kind, name }: RoleRef, namespaced: boolean): Cause[] {
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return [
    ...(apiGroup === RBAC_GROUP ? [] : [notSupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP])]),
    ...(kinds.includes(kind) ? [] : [notSupported('roleRef.kind', kind, kinds)]),
    ...(name === '' ? [required('roleRef.name', '')] : []),
  ];
}

const SERVICE_ACCOUNT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function subjectCauses(
  { kind, name, apiGroup, namespace }: Required<Subject>,
  namespaced: boolean,
  path: string,
): Cause[] {
  const causes: Cause[] = name === '' ? [required(`${path}.name`, '')] : [];
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '' && !SERVICE_ACCOUNT_NAME.test(name)) {
        causes.push(invalidValue(`${path}.name`, name, SUBDOMAIN_RULE));
      }
      if (apiGroup !== '') causes.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
      if (!namespaced && namespace === '') causes.push(required(`${path}.namespace`, ''));
      break;
    case 'User':
    case 'Group':
      if (apiGroup !== RBAC_GROUP) causes.push(notSupported(`${path}.apiGroup`, apiGroup, [RBAC_GROUP]));
      break;
    default:
      causes.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  }
  return causes;
}

function required(field: string, detail: string): Cause {
  const message = detail === '' ? 'Required value' : `Required value: ${detail}`;
  return { reason: 'FieldValueRequired', message, field };
}

function notSupported(field: string, value: string, supported: readonly string[]): Cause {
  const list = supported.map((item) => JSON.stringify(item)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}
