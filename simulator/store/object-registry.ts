import { objectKey } from '#lib/kubernetes/object.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import type { StoredObject, StoreEvent } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { unknownResource } from '#simulator/apimachinery/status-errors.ts';
import { guarded, type ReportFault } from '#simulator/runtime/guard.ts';
import { Collection } from '#simulator/store/collection.ts';
import { EventLog } from '#simulator/store/event-log.ts';
import { OwnerIndex } from '#simulator/store/owner-index.ts';

/** The objects of all types with their versions, owners and changes; it enforces no rules about writes. */
export class ObjectRegistry {
  readonly log: EventLog;
  readonly owners = new OwnerIndex();
  readonly #collections = new Map<string, { definition: ResourceDefinition; objects: Collection }>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #report: ReportFault;
  #version: number;
  #telling = false;

  /** `report` receives errors thrown by listeners: the change still happens, and the other listeners still get it. */
  constructor(types: readonly ResourceDefinition[], firstVersion: number, report: ReportFault) {
    this.#report = report;
    this.#version = firstVersion;
    this.log = new EventLog(firstVersion);
    for (const definition of types) this.serve(definition);
  }

  /** The resourceVersion of the newest change. */
  get version(): number {
    return this.#version;
  }

  /** All types, in the order they were added. */
  get types(): ResourceDefinition[] {
    return [...this.#collections.values()].map(({ definition }) => definition);
  }

  /** Adds a type, or replaces its definition and keeps its objects. */
  serve(definition: ResourceDefinition): void {
    const objects = this.#collections.get(resourceId(definition))?.objects ?? new Collection();
    this.#collections.set(resourceId(definition), { definition, objects });
  }

  /** Removes a type. */
  withdraw(type: Pick<ResourceType, 'group' | 'resource'>): void {
    this.#collections.delete(resourceId(type));
  }

  /** Returns the definition of a type. Throws NotFound when the type is not stored. */
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

  /** Stores an object at the next version and notifies listeners. */
  put(definition: ResourceDefinition, object: StoredObject, old: StoredObject | undefined): void {
    this.#version += 1;
    object.metadata.resourceVersion = String(this.#version);
    this.#collection(definition).objects.set(object);
    this.owners.set(definition, object, old);
    this.#tell({ type: old === undefined ? 'ADDED' : 'MODIFIED', resource: definition, object, old });
  }

  /** Removes an object and notifies listeners. Returns it at the version of its removal. */
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
