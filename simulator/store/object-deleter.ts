import type { Clock, StoredObject } from '#simulator/apimachinery/contract.ts';
import { cloneJson } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { notFound } from '#simulator/apimachinery/status-errors.ts';
import type { AdmissionChain } from '#simulator/store/admission-chain.ts';
import {
  checkPreconditions,
  type DeleteOptions,
  isUnheld,
  planDeletion,
} from '#simulator/store/object-delete.ts';
import type { ObjectRegistry } from '#simulator/store/object-registry.ts';

/** What a deletion works with. */
export interface DeleterParts {
  clock: Clock;
  registry: ObjectRegistry;
  admission: AdmissionChain;
  /** How long a deleted pod takes to terminate when nothing removes it earlier. */
  podTerminationMs: number;
}

/** Deletes objects: immediately, or once their finalizers and grace period allow it. */
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
    const { clock, registry, admission, podTerminationMs } = this.#parts;
    const old = registry.get(definition, namespace, name);
    if (old === undefined) throw notFound(definition, name);
    checkPreconditions(definition, old, options);
    const subject = { type: definition, subresource: '', object: cloneJson(old), old } as const;
    admission.validate(admission.mutate({ operation: 'DELETE', ...subject }, options));
    const deletion = planDeletion(definition, old, options, clock.now());
    if (deletion.does === 'nothing') return old;
    if (options.dryRun === true) return deletion.does === 'mark' ? deletion.object : old;
    if (deletion.does === 'remove') return this.remove(definition, old);
    const { object, graceMs } = deletion;
    registry.put(definition, object, old);
    if (graceMs !== undefined) {
      clock.after(Math.min(graceMs, podTerminationMs), () => this.#end(definition, object));
    }
    return object;
  }

  /** Removes an object from the store. Returns its last state. */
  remove(definition: ResourceDefinition, object: StoredObject): StoredObject {
    return this.#parts.registry.remove(definition, object);
  }

  #end(definition: ResourceDefinition, marked: StoredObject): void {
    const { namespace, name, uid } = marked.metadata;
    const now = this.#parts.registry.get(definition, namespace, name);
    if (now?.metadata.uid === uid && isUnheld(now)) this.remove(definition, now);
  }
}
