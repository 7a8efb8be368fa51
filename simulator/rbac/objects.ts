import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { PolicyRule, RoleRef, Subject } from '#simulator/users/users.ts';

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

/** A PolicyRule with all its lists set. */
export type FullRule = Required<PolicyRule>;

/** fullRule sets the lists that a rule omits. */
export function fullRule(rule: PolicyRule): FullRule {
  return { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], ...rule };
}

/** rulesOf returns the rules of a Role or ClusterRole; it drops values that are not valid rules. */
export function rulesOf(role: JsonObject): FullRule[] {
  return objects(role, 'rules').map((rule) => ({
    verbs: texts(rule, 'verbs'),
    apiGroups: texts(rule, 'apiGroups'),
    resources: texts(rule, 'resources'),
    resourceNames: texts(rule, 'resourceNames'),
    nonResourceURLs: texts(rule, 'nonResourceURLs'),
  }));
}

/** roleRefOf returns a binding's roleRef; absent fields are empty. */
export function roleRefOf(binding: JsonObject): RoleRef {
  const reference = isJsonObject(binding['roleRef']) ? binding['roleRef'] : {};
  return {
    apiGroup: text(reference, 'apiGroup'),
    kind: text(reference, 'kind'),
    name: text(reference, 'name'),
  };
}

/** subjectsOf returns a binding's subjects; absent fields are empty. */
export function subjectsOf(binding: JsonObject): Required<Subject>[] {
  return objects(binding, 'subjects').map((subject) => ({
    kind: text(subject, 'kind'),
    name: text(subject, 'name'),
    namespace: text(subject, 'namespace'),
    apiGroup: text(subject, 'apiGroup'),
  }));
}

/** roleSelectorsOf returns the selectors of an aggregated ClusterRole; empty for any other. */
export function roleSelectorsOf(role: JsonObject): JsonObject[] {
  const rule = role['aggregationRule'];
  return isJsonObject(rule) ? objects(rule, 'clusterRoleSelectors') : [];
}
