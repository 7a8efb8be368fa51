import type { FullRule } from '#simulator/api/rbac-objects.ts';

// What a rule covers: kubernetes v1.35 `pkg/apis/rbac/v1/evaluation_helpers.go`, component-helpers
// `auth/rbac/validation/policy_comparator.go`.

/** A request for a resource, as authorization sees it. */
export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  /** Empty for the cluster's scope and for all namespaces. */
  namespace: string;
  /** Empty when no single object is meant. */
  name: string;
}

/** A request for a path outside the resources; its verb is the method in lower case. */
export interface PathAttributes {
  verb: string;
  path: string;
}

/** What a request asks leave for. */
export type AccessAttributes = Attributes | PathAttributes;

const ALL = '*';
const covers = (list: readonly string[], item: string): boolean => list.includes(ALL) || list.includes(item);

function pathMatches(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith(ALL) && path.startsWith(pattern.replace(/\*+$/, '')));
}

/** ruleAllows reports whether one rule allows what is asked. A rule for named objects never allows a request without a name. */
export function ruleAllows(rule: FullRule, wanted: AccessAttributes): boolean {
  if (!covers(rule.verbs, wanted.verb)) return false;
  if ('path' in wanted) return rule.nonResourceURLs.some((pattern) => pathMatches(pattern, wanted.path));
  const { group, resource, subresource, name } = wanted;
  return (
    covers(rule.apiGroups, group) &&
    (covers(rule.resources, subresource === '' ? resource : `${resource}/${subresource}`) ||
      (subresource !== '' && rule.resources.includes(`*/${subresource}`))) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

/** Splits a rule into such with one verb, one group, one resource and at most one name, or one path. */
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

function coversOne(owner: FullRule, wanted: FullRule): boolean {
  const hasAll = (list: readonly string[], items: readonly string[]): boolean =>
    list.includes(ALL) || items.every((item) => list.includes(item));
  const resourceCovered = (resource: string): boolean =>
    owner.resources.includes(resource) ||
    (resource.includes('/') && owner.resources.includes(`*/${resource.slice(resource.indexOf('/') + 1)}`));
  return (
    hasAll(owner.verbs, wanted.verbs) &&
    hasAll(owner.apiGroups, wanted.apiGroups) &&
    (owner.resources.includes(ALL) || wanted.resources.every(resourceCovered)) &&
    wanted.nonResourceURLs.every((url) => owner.nonResourceURLs.some((own) => pathMatches(own, url))) &&
    (owner.resourceNames.length === 0 ||
      (wanted.resourceNames.length > 0 &&
        wanted.resourceNames.every((name) => owner.resourceNames.includes(name))))
  );
}

/** uncovered returns the parts of some rules, as small as they get, that no rule of an owner covers. */
export function uncovered(owner: readonly FullRule[], wanted: readonly FullRule[]): FullRule[] {
  return wanted.flatMap(breakDown).filter((part) => !owner.some((rule) => coversOne(rule, part)));
}

/** compactRules joins parts that differ by their verb alone (`pkg/registry/rbac/validation/policy_compact.go`). */
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

/** quoteList writes strings as Go's `%q` does. */
export function quoteList(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;
}

/** compactString writes a rule as the refusal of an escalation does. */
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
