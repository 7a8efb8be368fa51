import { createContext } from '#simulator/controllers/context.ts';
import type { Controller } from '#simulator/controllers/controller.ts';
import { startControllers } from '#simulator/controllers/controller-manager.ts';
import { clusterRoleAggregation } from '#simulator/kubernetes/cluster-role-aggregation.ts';
import { customResourceAdmission, customResourceController } from '#simulator/kubernetes/custom-resources.ts';
import { garbageCollector } from '#simulator/kubernetes/garbage-collector.ts';
import { namespaceController } from '#simulator/kubernetes/namespace-controller.ts';
import { namespaceLifecycle } from '#simulator/kubernetes/namespace-lifecycle.ts';
import { serviceAccountController } from '#simulator/kubernetes/service-account-controller.ts';
import { rbacAdmission } from '#simulator/rbac/admission.ts';
import { printFault } from '#simulator/runtime/guard.ts';
import { ClusterStore, type ClusterStoreOptions } from '#simulator/store/object-store.ts';

/** Controllers that every cluster runs, whatever its purpose. */
const CORE_CONTROLLERS: readonly Controller[] = [
  garbageCollector,
  namespaceController,
  serviceAccountController,
  clusterRoleAggregation,
  customResourceController,
];

/**
 * startControlPlane creates a store with the admission plug-ins that every cluster has around the given ones, and starts the controllers
 * that every cluster has. The store is empty; see bootstrapCluster.
 */
export function startControlPlane(options: ClusterStoreOptions): ClusterStore {
  const { clock, random, plugins = [], report = printFault } = options;
  const store = new ClusterStore({
    ...options,
    plugins: [namespaceLifecycle, ...plugins, rbacAdmission, customResourceAdmission],
  });
  startControllers(createContext({ store, clock, random }), CORE_CONTROLLERS, (error, name, object) =>
    report(error, `the ${name} (${object.namespace ?? ''}/${object.name})`),
  );
  return store;
}
