import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { PolicyRule, RoleRef, Subject } from '#simulator/api/users.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

const type = (resource: string, kind: string, namespaced: boolean): ResourceType => ({
  group: RBAC_GROUP,
  version: 'v1',
  resource,
  kind,
  namespaced,
});

/** The kinds that say who may do what. */
export const RBAC = {
  role: type('roles', 'Role', true),
  roleBinding: type('rolebindings', 'RoleBinding', true),
  clusterRole: type('clusterroles', 'ClusterRole', false),
  clusterRoleBinding: type('clusterrolebindings', 'ClusterRoleBinding', false),
} as const;

const text = (object: JsonObject, field: string): string => {
  const value = object[field];
  return typeof value === 'string' ? value : '';
};

const texts = (object: JsonObject, field: string): string[] => {
  const value = object[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

const objects = (object: JsonObject, field: string): JsonObject[] => {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};

/** A PolicyRule whose lists are all there. */
export type FullRule = Required<PolicyRule>;

/** fullRule fills in the lists that a rule leaves out. */
export function fullRule(rule: PolicyRule): FullRule {
  return { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], ...rule };
}

/** rulesOf reads the rules of a Role or ClusterRole; what is no rule is left out. */
export function rulesOf(role: JsonObject): FullRule[] {
  return objects(role, 'rules').map((rule) => ({
    verbs: texts(rule, 'verbs'),
    apiGroups: texts(rule, 'apiGroups'),
    resources: texts(rule, 'resources'),
    resourceNames: texts(rule, 'resourceNames'),
    nonResourceURLs: texts(rule, 'nonResourceURLs'),
  }));
}

/** roleRefOf reads what a binding refers to; absent fields are empty. */
export function roleRefOf(binding: JsonObject): RoleRef {
  const reference = isJsonObject(binding['roleRef']) ? binding['roleRef'] : {};
  return {
    apiGroup: text(reference, 'apiGroup'),
    kind: text(reference, 'kind'),
    name: text(reference, 'name'),
  };
}

/** subjectsOf reads whom a binding is for; absent fields are empty. */
export function subjectsOf(binding: JsonObject): Required<Subject>[] {
  return objects(binding, 'subjects').map((subject) => ({
    kind: text(subject, 'kind'),
    name: text(subject, 'name'),
    namespace: text(subject, 'namespace'),
    apiGroup: text(subject, 'apiGroup'),
  }));
}

/** The selectors of a ClusterRole that gathers the rules of others; empty for one that does not. */
export function roleSelectorsOf(role: JsonObject): JsonObject[] {
  const rule = role['aggregationRule'];
  return isJsonObject(rule) ? objects(rule, 'clusterRoleSelectors') : [];
}
