import type { FullRule } from '#simulator/rbac/objects.ts';

// What a rule covers: kubernetes v1.35 `pkg/apis/rbac/v1/evaluation_helpers.go`, component-helpers
// `auth/rbac/validation/policy_comparator.go`.

/** A resource request, as authorization sees it. */
export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  /** Empty for cluster scope and for all namespaces. */
  namespace: string;
  /** Empty when the request is not for a single object. */
  name: string;
}

/** A request for a non-resource path; its verb is the method in lower case. */
interface PathAttributes {
  verb: string;
  path: string;
}

/** The request to authorize. */
export type AccessAttributes = Attributes | PathAttributes;

const ALL = '*';
const covers = (list: readonly string[], item: string): boolean => list.includes(ALL) || list.includes(item);

function pathMatches(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith(ALL) && path.startsWith(pattern.replace(/\*+$/, '')));
}

/** ruleAllows reports whether one rule allows a request. A rule with resourceNames never allows a request without a name. */
export function ruleAllows(rule: FullRule, request: AccessAttributes): boolean {
  if (!covers(rule.verbs, request.verb)) return false;
  if ('path' in request) return rule.nonResourceURLs.some((pattern) => pathMatches(pattern, request.path));
  const { group, resource, subresource, name } = request;
  return (
    covers(rule.apiGroups, group) &&
    (covers(rule.resources, subresource === '' ? resource : `${resource}/${subresource}`) ||
      (subresource !== '' && rule.resources.includes(`*/${subresource}`))) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

/** breakDown splits a rule into rules with one verb, one group, one resource and at most one name, or with one path. */
function breakDown(rule: FullRule): FullRule[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((named) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          resourceNames: named,
          nonResourceURLs: [],
        })),
      ),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb) => ({
      verbs: [verb],
      apiGroups: [],
      resources: [],
      resourceNames: [],
      nonResourceURLs: [url],
    })),
  );
  return [...ofResources, ...ofPaths];
}

function coversRule(owner: FullRule, rule: FullRule): boolean {
  const hasAll = (list: readonly string[], items: readonly string[]): boolean =>
    list.includes(ALL) || items.every((item) => list.includes(item));
  const resourceCovered = (resource: string): boolean =>
    owner.resources.includes(resource) ||
    (resource.includes('/') && owner.resources.includes(`*/${resource.slice(resource.indexOf('/') + 1)}`));
  return (
    hasAll(owner.verbs, rule.verbs) &&
    hasAll(owner.apiGroups, rule.apiGroups) &&
    (owner.resources.includes(ALL) || rule.resources.every(resourceCovered)) &&
    rule.nonResourceURLs.every((url) => owner.nonResourceURLs.some((own) => pathMatches(own, url))) &&
    (owner.resourceNames.length === 0 ||
      (rule.resourceNames.length > 0 &&
        rule.resourceNames.every((name) => owner.resourceNames.includes(name))))
  );
}

/** uncovered splits the requested rules as finely as possible and returns the pieces that no rule of the owner covers. */
export function uncovered(owner: readonly FullRule[], requestedRules: readonly FullRule[]): FullRule[] {
  return requestedRules.flatMap(breakDown).filter((part) => !owner.some((rule) => coversRule(rule, part)));
}

/** compactRules joins rules that differ only in their verb (`pkg/registry/rbac/validation/policy_compact.go`). */
export function compactRules(rules: readonly FullRule[]): FullRule[] {
  const joined = new Map<string, FullRule>();
  const rest: FullRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs.length > 0) {
      rest.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const found = joined.get(key);
    joined.set(key, found === undefined ? rule : { ...rule, verbs: [...found.verbs, ...rule.verbs] });
  }
  return [...rest, ...joined.values()];
}

/** quoteList formats strings like Go's `%q`. */
export function quoteList(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;
}

/** compactString formats a rule as in the error of a rejected escalation. */
export function compactString(rule: FullRule): string {
  const parts: (readonly [string, readonly string[]])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const named = parts.filter(([, list]) => list.length > 0);
  return `{${named.map(([name, list]) => `${name}:${quoteList(list)}`).join(', ')}}`;
}
