import { objectKey } from '#lib/kubernetes/object.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { Collection } from '#simulator/api/collection.ts';
import { EventLog } from '#simulator/api/event-log.ts';
import { OwnerIndex } from '#simulator/api/owner-index.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { unknownResource } from '#simulator/api/status-errors.ts';
import type { StoredObject, StoreEvent } from '#simulator/contract.ts';
import { guarded, type ReportFault } from '#simulator/guard.ts';

/** The objects of all types with their versions, owners and changes; knows no rule about what may be written. */
export class ObjectRegistry {
  readonly log: EventLog;
  readonly owners = new OwnerIndex();
  readonly #collections = new Map<string, { definition: ResourceDefinition; objects: Collection }>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #report: ReportFault;
  #version: number;
  #telling = false;

  /** `report` is told what listeners throw: the change is made all the same, and the others are told of it. */
  constructor(types: readonly ResourceDefinition[], firstVersion: number, report: ReportFault) {
    this.#report = report;
    this.#version = firstVersion;
    this.log = new EventLog(firstVersion);
    for (const definition of types) {
      this.#collections.set(resourceId(definition), { definition, objects: new Collection() });
    }
  }

  /** The version of the newest change. */
  get version(): number {
    return this.#version;
  }

  /** The definition of a type. Throws NotFound for one that is not stored. */
  definition(type: Pick<ResourceType, 'group' | 'resource'>): ResourceDefinition {
    return this.#collection(type).definition;
  }

  get(type: ResourceType, namespace: string | undefined, name: string): StoredObject | undefined {
    const { definition, objects } = this.#collection(type);
    return objects.get(objectKey({ metadata: definition.namespaced ? { namespace, name } : { name } }));
  }

  list(type: ResourceType, namespace?: string): readonly StoredObject[] {
    return this.#collection(type).objects.list(namespace);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts an object in, at the next version, and tells it. */
  put(definition: ResourceDefinition, object: StoredObject, old: StoredObject | undefined): void {
    this.#version += 1;
    object.metadata.resourceVersion = String(this.#version);
    this.#collection(definition).objects.set(object);
    this.owners.set(definition, object, old);
    this.#tell({ type: old === undefined ? 'ADDED' : 'MODIFIED', resource: definition, object, old });
  }

  /** Takes an object out and tells it. Returns it at the version of its removal. */
  remove(definition: ResourceDefinition, object: StoredObject): StoredObject {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const last: StoredObject = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const old = this.get(definition, object.metadata.namespace, object.metadata.name);
    this.#collection(definition).objects.delete(objectKey(object));
    this.owners.remove(object);
    this.#tell({ type: 'DELETED', resource: definition, object: last, old });
    return last;
  }

  #collection(type: Pick<ResourceType, 'group' | 'resource'>): {
    definition: ResourceDefinition;
    objects: Collection;
  } {
    const collection = this.#collections.get(resourceId(type));
    if (collection === undefined) throw unknownResource();
    return collection;
  }

  #tell(event: StoreEvent): void {
    if (this.#telling) throw new Error('a store listener must not write: queue it on the clock');
    this.log.append({ ...event, version: this.#version });
    this.#telling = true;
    try {
      for (const listener of this.#listeners) {
        guarded(listener, 'a listener of the store', this.#report)(event);
      }
    } finally {
      this.#telling = false;
    }
  }
}
