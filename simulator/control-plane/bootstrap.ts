import { resourceId } from '#lib/kubernetes/resource.ts';
import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { CUSTOM_RESOURCE_DEFINITION, type ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { bootstrapRbac } from '#simulator/control-plane/rbac-bootstrap.ts';
import { expireEvents } from '#simulator/kubernetes/event-expiry.ts';
import { CUSTOM_COLUMNS } from '#simulator/print/columns-custom.ts';
import { definitionSchema } from '#simulator/schema/open-api.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** The initial namespaces: Kubernetes' own, Knative's, and the one that the user team-a may see. */
const NAMESPACES = ['default', 'kube-system', 'knative-serving', 'team-a'];

const API_SERVER: WriteOptions = {
  user: { name: 'system:apiserver', groups: ['system:masters'] },
  fieldManager: 'kube-apiserver',
};

/**
 * bootstrapCluster creates a new cluster's objects: its initial namespaces, the custom resource definitions, and the roles and bindings of
 * Kubernetes, Knative and the cluster's users. Events expire after an hour. Existing objects stay.
 */
export function bootstrapCluster(store: ClusterStore): void {
  expireEvents(store, API_SERVER);
  for (const name of NAMESPACES) {
    if (store.get(KUBERNETES.namespace, undefined, name) === undefined) {
      store.create(KUBERNETES.namespace, { metadata: { name } }, API_SERVER);
    }
  }
  for (const type of store.types) if (type.custom) define(store, type);
  bootstrapRbac(store, API_SERVER);
}

/** define stores a kind's CustomResourceDefinition. */
function define(store: ClusterStore, type: ResourceDefinition): void {
  const name = resourceId(type);
  if (store.get(CUSTOM_RESOURCE_DEFINITION, undefined, name) !== undefined) return;
  const { group, version, resource, kind, singular, shortNames, categories } = type;
  const names = { plural: resource, singular, kind, listKind: `${kind}List`, shortNames, categories };
  const schema = { openAPIV3Schema: definitionSchema(schemaOf(type)) };
  const additionalPrinterColumns = CUSTOM_COLUMNS.get(name);
  const versions = [
    {
      name: version,
      served: true,
      storage: true,
      subresources: { status: {} },
      schema,
      ...(additionalPrinterColumns === undefined ? {} : { additionalPrinterColumns }),
    },
  ];
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
