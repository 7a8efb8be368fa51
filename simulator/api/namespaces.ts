import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { forbidden, notFound } from '#simulator/api/status-errors.ts';
import type { StoredObject, WriteOptions } from '#simulator/contract.ts';

/** How often the controller looks whether a namespace that is being deleted has become empty. */
const LOOK_EVERY_MS = 200;
const UNDELETABLE = new Set(['default', 'kube-system']);

const CONTROLLER: WriteOptions = {
  user: {
    name: 'system:serviceaccount:kube-system:namespace-controller',
    groups: ['system:serviceaccounts', 'system:authenticated'],
  },
  fieldManager: 'kube-controller-manager',
};

/** checkCreatable throws when an object's namespace does not exist (NotFound) or is being deleted (Forbidden). */
export function checkCreatable(
  store: ClusterStore,
  definition: ResourceDefinition,
  object: StoredObject,
): void {
  const { namespace = 'default', name } = object.metadata;
  const found = store.get(KUBERNETES.namespace, undefined, namespace);
  if (found === undefined) throw notFound(KUBERNETES.namespace, namespace);
  if (found.metadata.deletionTimestamp !== undefined) {
    throw forbidden(
      definition,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  }
}

/** Empties namespaces that are being deleted and then lets them go. */
export class NamespaceController {
  readonly #store: ClusterStore;

  constructor(store: ClusterStore) {
    this.#store = store;
  }

  /** Whether deleting this object only marks it. Throws Forbidden for a namespace that a cluster cannot lose. */
  holds(definition: ResourceDefinition, object: StoredObject): boolean {
    if (definition.group !== '' || definition.resource !== 'namespaces') return false;
    if (UNDELETABLE.has(object.metadata.name)) {
      throw forbidden(definition, object.metadata.name, 'this namespace may not be deleted');
    }
    return true;
  }

  deleting(namespace: StoredObject): void {
    this.#store.clock.after(LOOK_EVERY_MS, () => this.#empty(namespace));
  }

  #empty(namespace: StoredObject): void {
    const { name, uid } = namespace.metadata;
    const now = this.#store.get(KUBERNETES.namespace, undefined, name);
    if (now?.metadata.uid !== uid) return;
    let left = 0;
    for (const type of this.#store.types) {
      if (!type.namespaced) continue;
      for (const object of this.#store.list(type, name)) {
        if (object.metadata.deletionTimestamp === undefined) {
          this.#store.delete(type, name, object.metadata.name, { ...CONTROLLER, propagation: 'Background' });
        }
        if (this.#store.get(type, name, object.metadata.name) !== undefined) left += 1;
      }
    }
    if (left === 0) this.#store.finish(this.#store.definition(KUBERNETES.namespace), now);
    else this.#store.clock.after(LOOK_EVERY_MS, () => this.#empty(namespace));
  }
}
