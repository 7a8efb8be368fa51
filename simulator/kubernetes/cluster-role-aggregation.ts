import type { ApplyOptions, Store, StoredObject } from '#simulator/apimachinery/contract.ts';
import { equalJson } from '#simulator/apimachinery/json.ts';
import { RBAC } from '#simulator/apimachinery/resources.ts';
import { type Controller, nameOf } from '#simulator/controllers/controller.ts';
import { roleSelectorsOf } from '#simulator/rbac/objects.ts';
import { matchesLabels, requirementsOf } from '#simulator/selectors/label-selector.ts';

// kubernetes v1.35 `pkg/controller/clusterroleaggregation`.

const CONTROLLER: ApplyOptions = {
  // The real controller's account may escalate cluster roles; here that requires system:masters.
  user: {
    name: 'system:serviceaccount:kube-system:clusterrole-aggregation-controller',
    groups: ['system:masters'],
  },
  fieldManager: 'clusterrole-aggregation-controller',
  subresource: '',
  force: true,
};

/** Keeps the rules of aggregated ClusterRoles equal to those of the roles that they select. */
export const clusterRoleAggregation: Controller = {
  name: 'cluster role aggregation controller',
  type: RBAC.clusterRole,
  latencyMs: 0,
  watches: [
    {
      type: RBAC.clusterRole,
      concerns: (_role, { store }) => store.list(RBAC.clusterRole).filter(isAggregated).map(nameOf),
    },
  ],
  reconcile({ store }, role) {
    aggregate(store, role);
    return undefined;
  },
};

const isAggregated = (role: StoredObject): boolean => roleSelectorsOf(role).length > 0;

/** aggregateClusterRoles updates all aggregated roles in one pass, including those that other aggregated roles select. */
export function aggregateClusterRoles(store: Store): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const role of store.list(RBAC.clusterRole)) {
      if (aggregate(store, role)) changed = true;
    }
  }
}

function aggregate(store: Store, role: StoredObject): boolean {
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
