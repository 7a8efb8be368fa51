import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { AdmissionPlugin, AdmissionRequest, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { forbidden, notFound } from '#simulator/apimachinery/status-errors.ts';

/** apiserver v0.35 `pkg/admission/plugin/namespace/lifecycle`. */
const UNDELETABLE = new Set(['default', 'kube-system', 'kube-public']);

/**
 * The admission plug-in NamespaceLifecycle: it rejects creates in a namespace that does not exist (NotFound) or is being deleted
 * (Forbidden), and deletes of the namespaces that a cluster requires (Forbidden).
 */
export const namespaceLifecycle: AdmissionPlugin = {
  mutate({ operation, type, object, store }) {
    if (operation === 'CREATE' && type.namespaced) checkCreatable(store, type, object);
    if (operation === 'DELETE' && isNamespace(type) && UNDELETABLE.has(object.metadata.name))
      throw forbidden(type, object.metadata.name, 'this namespace may not be deleted');
  },
};

function checkCreatable(store: AdmissionRequest['store'], type: ResourceType, object: StoredObject): void {
  const { namespace = 'default', name } = object.metadata;
  const found = store.get(KUBERNETES.namespace, undefined, namespace);
  if (found === undefined) throw notFound(KUBERNETES.namespace, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw forbidden(type, name, why, [cause]);
}

const isNamespace = ({ group, resource }: ResourceType): boolean => group === '' && resource === 'namespaces';
