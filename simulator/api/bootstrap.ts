import { KUBERNETES, resourceId } from '#lib/kubernetes/resource.ts';
import { expireEvents } from '#simulator/api/event-expiry.ts';
import { formatTime } from '#simulator/api/object-meta.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import { bootstrapRbac } from '#simulator/api/rbac-bootstrap.ts';
import {
  CUSTOM_RESOURCE_DEFINITION,
  type ResourceDefinition,
  SERVICE_ACCOUNT,
} from '#simulator/api/resources.ts';
import type { WriteOptions } from '#simulator/contract.ts';
import { definitionSchema } from '#simulator/schema/open-api.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

/** The namespaces that exist from the start: Kubernetes' own, Knative's, and the one that the user team-a may see. */
const NAMESPACES = ['default', 'kube-system', 'knative-serving', 'team-a'];

const API_SERVER: WriteOptions = {
  user: { name: 'system:apiserver', groups: ['system:masters'] },
  fieldManager: 'kube-apiserver',
};

/**
 * bootstrapCluster makes what a new cluster has: its first namespaces, the definitions of the custom kinds, and in every
 * namespace, later ones included, the service account `default`; the roles and bindings of Kubernetes, of Knative and of the cluster's
 * users, aggregated roles kept up to date. Events are forgotten after an hour. What is there already stays.
 */
export function bootstrapCluster(store: ClusterStore): void {
  store.subscribe(({ type, resource, object }) => {
    if (type !== 'ADDED' || resource.group !== '' || resource.resource !== 'namespaces') return;
    store.clock.after(0, () => createServiceAccount(store, object.metadata.name));
  });
  expireEvents(store, API_SERVER);
  for (const name of NAMESPACES) {
    if (store.get(KUBERNETES.namespace, undefined, name) === undefined) {
      store.create(KUBERNETES.namespace, { metadata: { name } }, API_SERVER);
    }
  }
  for (const type of store.types) if (type.custom) define(store, type);
  bootstrapRbac(store, API_SERVER);
}

/** Stores the CustomResourceDefinition of a kind. */
function define(store: ClusterStore, type: ResourceDefinition): void {
  const name = resourceId(type);
  if (store.get(CUSTOM_RESOURCE_DEFINITION, undefined, name) !== undefined) return;
  const { group, version, resource, kind, singular, shortNames, categories } = type;
  const names = { plural: resource, singular, kind, listKind: `${kind}List`, shortNames, categories };
  const schema = { openAPIV3Schema: definitionSchema(schemaOf(type)) };
  const versions = [{ name: version, served: true, storage: true, subresources: { status: {} }, schema }];
  const spec = { group, names, scope: type.namespaced ? 'Namespaced' : 'Cluster', versions };
  const created = store.create(CUSTOM_RESOURCE_DEFINITION, { metadata: { name }, spec }, API_SERVER);
  const lastTransitionTime = formatTime(store.clock.now());
  const conditions = ['NamesAccepted', 'Established'].map((condition) => ({
    type: condition,
    status: 'True',
    reason: condition === 'Established' ? 'InitialNamesAccepted' : 'NoConflicts',
    lastTransitionTime,
  }));
  const status = { conditions, acceptedNames: names, storedVersions: [version] };
  store.updateStatus(CUSTOM_RESOURCE_DEFINITION, { ...created, status }, API_SERVER);
}

function createServiceAccount(store: ClusterStore, namespace: string): void {
  const found = store.get(KUBERNETES.namespace, undefined, namespace);
  if (found === undefined || found.metadata.deletionTimestamp !== undefined) return;
  if (store.get(SERVICE_ACCOUNT, namespace, 'default') !== undefined) return;
  const controller = { ...API_SERVER, fieldManager: 'kube-controller-manager' };
  store.create(SERVICE_ACCOUNT, { metadata: { name: 'default', namespace } }, controller);
}
