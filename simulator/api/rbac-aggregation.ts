import { type LabelRequirement, matchesLabels } from '#lib/kubernetes/label-selector.ts';
import { equalJson, isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { ApplyOptions, ClusterStore } from '#simulator/api/object-store.ts';
import { RBAC, RBAC_GROUP, roleSelectorsOf } from '#simulator/api/rbac-objects.ts';
import type { Clock, StoredObject } from '#simulator/contract.ts';

// kubernetes v1.35 `pkg/controller/clusterroleaggregation`.

const CONTROLLER: ApplyOptions = {
  // The real controller's account may escalate cluster roles; here that takes the masters' group.
  user: {
    name: 'system:serviceaccount:kube-system:clusterrole-aggregation-controller',
    groups: ['system:masters'],
  },
  fieldManager: 'clusterrole-aggregation-controller',
  subresource: '',
  force: true,
};

/** aggregateClusterRoles keeps roles with an aggregationRule equal to what they gather: those there now at once, later changes as the clock goes on. */
export function aggregateClusterRoles(store: ClusterStore, clock: Clock): void {
  let queued = false;
  aggregateAll(store);
  store.subscribe(({ resource }) => {
    if (queued || resource.group !== RBAC_GROUP || resource.resource !== RBAC.clusterRole.resource) return;
    queued = true;
    clock.after(0, () => {
      queued = false;
      aggregateAll(store);
    });
  });
}

/** Aggregated roles can be gathered in their turn: view by edit, edit by admin. */
function aggregateAll(store: ClusterStore): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const role of store.list(RBAC.clusterRole)) {
      if (aggregate(store, role)) changed = true;
    }
  }
}

function aggregate(store: ClusterStore, role: StoredObject): boolean {
  const selectors = roleSelectorsOf(role);
  if (selectors.length === 0 || role.metadata.deletionTimestamp !== undefined) return false;
  const rules: unknown[] = [];
  for (const selector of selectors) {
    const requirements = requirementsOf(selector);
    for (const other of store.list(RBAC.clusterRole)) {
      if (other.metadata.name === role.metadata.name) continue;
      if (!matchesLabels(requirements, other.metadata.labels)) continue;
      for (const rule of Array.isArray(other['rules']) ? (other['rules'] as unknown[]) : []) {
        if (!rules.some((known) => equalJson(known, rule))) rules.push(rule);
      }
    }
  }
  if (equalJson(rules, role['rules'] ?? [])) return false;
  const { apiVersion, kind, metadata } = role;
  store.apply(RBAC.clusterRole, { apiVersion, kind, metadata: { name: metadata.name }, rules }, CONTROLLER);
  return true;
}

const OPERATORS: Readonly<Record<string, LabelRequirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: 'missing',
};

/** Reads a metav1.LabelSelector. */
function requirementsOf(selector: JsonObject): LabelRequirement[] {
  const { matchLabels, matchExpressions } = selector;
  const labels = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.filter(isJsonObject) : [];
  return [
    ...labels.map(([key, value]): LabelRequirement => ({ key, operator: 'in', values: [String(value)] })),
    ...expressions.map(
      ({ key, operator, values }): LabelRequirement => ({
        key: String(key),
        operator: OPERATORS[String(operator)] ?? 'in',
        values: Array.isArray(values) ? values.map(String) : [],
      }),
    ),
  ];
}
