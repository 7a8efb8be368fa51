import type { ClusterStore } from '#simulator/api/object-store.ts';
import { aggregateClusterRoles } from '#simulator/api/rbac-aggregation.ts';
import { RBAC } from '#simulator/api/rbac-objects.ts';
import { KUBERNETES_ROLES } from '#simulator/api/rbac-roles.ts';
import { KNATIVE_ROLES } from '#simulator/api/rbac-roles-knative.ts';
import { USER_OBJECTS } from '#simulator/api/users.ts';
import type { WriteOptions } from '#simulator/contract.ts';

/** bootstrapRbac makes the roles and bindings of a new cluster, those there already left alone, and keeps aggregated roles up to date. */
export function bootstrapRbac(store: ClusterStore, options: WriteOptions): void {
  for (const object of [...KUBERNETES_ROLES, ...KNATIVE_ROLES, ...USER_OBJECTS]) {
    const type = Object.values(RBAC).find(({ kind }) => kind === object.kind);
    if (type === undefined) throw new Error(`${object.kind} ${object.metadata.name} is no kind of RBAC`);
    const { name, namespace } = object.metadata;
    if (store.get(type, namespace, name) === undefined) store.create(type, object, options);
  }
  aggregateClusterRoles(store, store.clock);
}
