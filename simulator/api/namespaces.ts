import { KUBERNETES, resourceId } from '#lib/kubernetes/resource.ts';
import { contentConditions, withConditions } from '#simulator/api/namespace-conditions.ts';
import { specFinalizers } from '#simulator/api/object-delete.ts';
import { formatTime } from '#simulator/api/object-meta.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { forbidden, notFound } from '#simulator/api/status-errors.ts';
import type { StoredObject, WriteOptions } from '#simulator/contract.ts';
import { type ReportFault, RetriedTasks } from '#simulator/guard.ts';

/** How often the controller looks whether a namespace that is being deleted has become empty. */
const LOOK_EVERY_MS = 200;
/** apiserver v0.35 `pkg/admission/plugin/namespace/lifecycle`. */
const UNDELETABLE = new Set(['default', 'kube-system', 'kube-public']);
/** What the controller keeps a namespace by until it is empty. */
const FINALIZER = 'kubernetes';

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
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const cause = {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    };
    throw forbidden(definition, name, why, [cause]);
  }
}

/** Empties namespaces that are being deleted and then lets them go. */
export class NamespaceController {
  readonly #store: ClusterStore;
  readonly #tasks: RetriedTasks;

  constructor(store: ClusterStore, report: ReportFault) {
    this.#store = store;
    this.#tasks = new RetriedTasks(store.clock, 'the namespace controller', report);
  }

  /** Throws Forbidden for a namespace that a cluster cannot lose. */
  checkDeletable(definition: ResourceDefinition, { metadata: { name } }: StoredObject): void {
    if (!isNamespace(definition) || !UNDELETABLE.has(name)) return;
    throw forbidden(definition, name, 'this namespace may not be deleted');
  }

  /** Something was marked as being deleted. */
  deleting(definition: ResourceDefinition, object: StoredObject): void {
    if (isNamespace(definition)) this.#later(object);
  }

  #later(namespace: StoredObject): void {
    this.#tasks.after(LOOK_EVERY_MS, () => this.#empty(namespace));
  }

  #empty({ metadata: { name, uid } }: StoredObject): void {
    const namespace = this.#store.get(KUBERNETES.namespace, undefined, name);
    if (namespace?.metadata.uid !== uid || !specFinalizers(namespace).includes(FINALIZER)) return;
    const failures: string[] = [];
    const remaining = this.#deleteContent(name, failures);
    const conditions = contentConditions(remaining, failures);
    const now = formatTime(this.#store.clock.now());
    const status = withConditions(namespace['status'], conditions, now);
    this.#store.updateStatus(KUBERNETES.namespace, { ...namespace, status }, CONTROLLER);
    if (remaining.size > 0) {
      this.#later(namespace);
      return;
    }
    const others = specFinalizers(namespace).filter((finalizer) => finalizer !== FINALIZER);
    this.#store.finalize(name, others, CONTROLLER);
  }

  /** Deletes what a namespace holds and returns what is still there, by the name of its kind. Why something cannot go is added to `failures`. */
  #deleteContent(namespace: string, failures: string[]): Map<string, readonly StoredObject[]> {
    const remaining = new Map<string, readonly StoredObject[]>();
    for (const type of this.#store.types) {
      if (!type.namespaced) continue;
      for (const { metadata } of this.#store.list(type, namespace)) {
        if (metadata.deletionTimestamp !== undefined) continue;
        try {
          this.#store.delete(type, namespace, metadata.name, { ...CONTROLLER, propagation: 'Background' });
        } catch (error) {
          failures.push(error instanceof Error ? error.message : String(error));
        }
      }
      const left = this.#store.list(type, namespace);
      if (left.length > 0) remaining.set(resourceId(type), left);
    }
    return remaining;
  }
}

const isNamespace = ({ group, resource }: ResourceDefinition): boolean =>
  group === '' && resource === 'namespaces';
