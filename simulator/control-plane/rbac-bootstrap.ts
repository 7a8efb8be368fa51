import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { RBAC } from '#simulator/apimachinery/resources.ts';
import { aggregateClusterRoles } from '#simulator/kubernetes/cluster-role-aggregation.ts';
import { KUBERNETES_ROLES } from '#simulator/rbac/roles.ts';
import { KNATIVE_ROLES } from '#simulator/rbac/roles-knative.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import { USER_OBJECTS } from '#simulator/users/users.ts';

/** bootstrapRbac creates the roles and bindings of a new cluster, leaves existing ones alone, and aggregates them. */
export function bootstrapRbac(store: ClusterStore, options: WriteOptions): void {
  for (const object of [...KUBERNETES_ROLES, ...KNATIVE_ROLES, ...USER_OBJECTS]) {
    const type = Object.values(RBAC).find(({ kind }) => kind === object.kind);
    if (type === undefined) throw new Error(`${object.kind} ${object.metadata.name} is not an RBAC kind`);
    const { name, namespace } = object.metadata;
    if (store.get(type, namespace, name) === undefined) store.create(type, object, options);
  }
  aggregateClusterRoles(store);
}
