import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import { SERVICE_ACCOUNT } from '#simulator/api/resources.ts';
import type { WriteOptions } from '#simulator/contract.ts';

/** The namespaces that exist from the start: Kubernetes' own, Knative's, and the one that the user team-a may see. */
const NAMESPACES = ['default', 'kube-system', 'knative-serving', 'team-a'];

const API_SERVER: WriteOptions = {
  user: { name: 'system:apiserver', groups: ['system:masters'] },
  fieldManager: 'kube-apiserver',
};

/**
 * bootstrapCluster makes what a new cluster has: its first namespaces, and in every namespace, later ones included, the
 * service account `default`. What is there already stays.
 */
export function bootstrapCluster(store: ClusterStore): void {
  store.subscribe(({ type, resource, object }) => {
    if (type !== 'ADDED' || resource.group !== '' || resource.resource !== 'namespaces') return;
    store.clock.after(0, () => createServiceAccount(store, object.metadata.name));
  });
  for (const name of NAMESPACES) {
    if (store.get(KUBERNETES.namespace, undefined, name) === undefined) {
      store.create(KUBERNETES.namespace, { metadata: { name } }, API_SERVER);
    }
  }
}

function createServiceAccount(store: ClusterStore, namespace: string): void {
  const found = store.get(KUBERNETES.namespace, undefined, namespace);
  if (found === undefined || found.metadata.deletionTimestamp !== undefined) return;
  if (store.get(SERVICE_ACCOUNT, namespace, 'default') !== undefined) return;
  const controller = { ...API_SERVER, fieldManager: 'kube-controller-manager' };
  store.create(SERVICE_ACCOUNT, { metadata: { name: 'default', namespace } }, controller);
}
