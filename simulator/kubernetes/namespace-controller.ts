import { resourceId } from '#lib/kubernetes/resource.ts';
import type { Store, StoredObject, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import type { Controller } from '#simulator/controllers/controller.ts';
import { contentConditions, withConditions } from '#simulator/kubernetes/namespace-conditions.ts';
import { specFinalizers } from '#simulator/store/object-delete.ts';

/** How often the controller checks whether a namespace that is being deleted is empty. */
const CHECK_EVERY_MS = 200;
/** The finalizer that keeps a namespace until it is empty. */
const FINALIZER = 'kubernetes';

const WRITER: WriteOptions = {
  user: {
    name: 'system:serviceaccount:kube-system:namespace-controller',
    groups: ['system:serviceaccounts', 'system:authenticated'],
  },
  fieldManager: 'kube-controller-manager',
};

/** Empties a namespace that is being deleted, then removes its finalizer (kubernetes v1.35 `pkg/controller/namespace`). */
export const namespaceController: Controller = {
  name: 'namespace controller',
  type: KUBERNETES.namespace,
  latencyMs: CHECK_EVERY_MS,
  watches: [],
  reconcile({ store, clock }, namespace) {
    const { name, deletionTimestamp } = namespace.metadata;
    const finalizers = specFinalizers(namespace);
    if (deletionTimestamp === undefined || !finalizers.includes(FINALIZER)) return undefined;
    const failures: string[] = [];
    const remaining = deleteContent(store, name, failures);
    const conditions = contentConditions(remaining, failures);
    const status = withConditions(namespace['status'], conditions, formatTime(clock.now()));
    store.updateStatus(KUBERNETES.namespace, { ...namespace, status }, WRITER);
    if (remaining.size > 0) return CHECK_EVERY_MS;
    const remainingFinalizers = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    store.finalize(name, remainingFinalizers, WRITER);
    return undefined;
  },
};

/**
 * deleteContent deletes a namespace's content and returns what remains, by kind name. Adds to `failures` why an object cannot be deleted.
 */
function deleteContent(
  store: Store,
  namespace: string,
  failures: string[],
): Map<string, readonly StoredObject[]> {
  const remaining = new Map<string, readonly StoredObject[]>();
  for (const type of store.types) {
    if (!type.namespaced) continue;
    for (const { metadata } of store.list(type, namespace)) {
      if (metadata.deletionTimestamp !== undefined) continue;
      try {
        store.delete(type, namespace, metadata.name, { ...WRITER, propagation: 'Background' });
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
    const left = store.list(type, namespace);
    if (left.length > 0) remaining.set(resourceId(type), left);
  }
  return remaining;
}
