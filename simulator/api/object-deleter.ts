import type { AdmissionChain } from '#simulator/api/admission-chain.ts';
import type { GarbageCollector } from '#simulator/api/garbage-collector.ts';
import { cloneJson } from '#simulator/api/json.ts';
import type { NamespaceController } from '#simulator/api/namespaces.ts';
import {
  checkPreconditions,
  type DeleteOptions,
  FOREGROUND,
  isUnheld,
  ORPHAN,
  planDeletion,
} from '#simulator/api/object-delete.ts';
import type { ObjectRegistry } from '#simulator/api/object-registry.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { notFound } from '#simulator/api/status-errors.ts';
import type { Clock, StoredObject } from '#simulator/contract.ts';

/** What a deletion acts on. */
export interface DeleterParts {
  clock: Clock;
  registry: ObjectRegistry;
  admission: AdmissionChain;
  garbage: GarbageCollector;
  namespaces: NamespaceController;
  /** How long a deleted pod takes to end when nothing ends it earlier. */
  podTerminationMs: number;
}

/** Deletes objects: at once, or when their finalizers and their grace period let them go. */
export class ObjectDeleter {
  readonly #parts: DeleterParts;

  constructor(parts: DeleterParts) {
    this.#parts = parts;
  }

  /** See Store.delete. */
  delete(
    definition: ResourceDefinition,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions,
  ): StoredObject {
    const { clock, registry, admission, garbage, namespaces, podTerminationMs } = this.#parts;
    const old = registry.get(definition, namespace, name);
    if (old === undefined) throw notFound(definition, name);
    checkPreconditions(definition, old, options);
    const subject = { type: definition, subresource: '', object: cloneJson(old), old } as const;
    admission.validate(admission.mutate({ operation: 'DELETE', ...subject }, options));
    namespaces.checkDeletable(definition, old);
    const deletion = planDeletion(definition, old, options, clock.now());
    if (deletion.does === 'nothing') return old;
    if (options.dryRun === true) return deletion.does === 'mark' ? deletion.object : old;
    if (deletion.does === 'remove') return this.remove(definition, old);
    const { object, graceMs } = deletion;
    registry.put(definition, object, old);
    const { finalizers = [] } = object.metadata;
    if (finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN)) garbage.deleting(object);
    if (graceMs !== undefined) {
      clock.after(Math.min(graceMs, podTerminationMs), () => this.#end(definition, object));
    }
    namespaces.deleting(definition, object);
    return object;
  }

  /** Takes an object out of the store, and lets the garbage collector know. Returns its last state. */
  remove(definition: ResourceDefinition, object: StoredObject): StoredObject {
    const last = this.#parts.registry.remove(definition, object);
    this.#parts.garbage.removed(last);
    return last;
  }

  #end(definition: ResourceDefinition, marked: StoredObject): void {
    const { namespace, name, uid } = marked.metadata;
    const now = this.#parts.registry.get(definition, namespace, name);
    if (now?.metadata.uid === uid && isUnheld(now)) this.remove(definition, now);
  }
}
