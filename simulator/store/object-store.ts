import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type {
  AdmissionPlugin,
  ApplyOptions,
  Clock,
  Random,
  Store,
  Stored,
  StoredObject,
  StoreEvent,
  TypedObject,
  WriteOptions,
} from '#simulator/apimachinery/contract.ts';
import { RESOURCES, type ResourceDefinition, sameType } from '#simulator/apimachinery/resources.ts';
import { alreadyExists } from '#simulator/apimachinery/status-errors.ts';
import { printFault, type ReportFault } from '#simulator/runtime/guard.ts';
import { AdmissionChain } from '#simulator/store/admission-chain.ts';
import type { EventLog } from '#simulator/store/event-log.ts';
import type { DeleteOptions } from '#simulator/store/object-delete.ts';
import { ObjectDeleter } from '#simulator/store/object-deleter.ts';
import { ObjectRegistry } from '#simulator/store/object-registry.ts';
import { ObjectWriter } from '#simulator/store/object-writer.ts';

export interface ClusterStoreOptions {
  clock: Clock;
  random: Random;
  /** Admission plug-ins, in order. */
  plugins?: readonly AdmissionPlugin[];
  /** The stored types; defaults to RESOURCES. */
  types?: readonly ResourceDefinition[];
  /** How long a deleted pod takes to terminate when nothing removes it earlier; defaults to 2,000 ms. */
  podTerminationMs?: number;
  /** Receives errors thrown by store listeners; defaults to writing them to stderr. */
  report?: ReportFault;
}

/**
 * shaped gives a stored object the shape of its type: the one place where JSON becomes typed. The compiler cannot know the shape; what a
 * write decodes, defaults and checks keeps an object in it, and the caller of `load` vouches for the rest.
 */
function shaped<T extends KubeObject>(_type: ResourceType<T>, object: StoredObject): Stored<T> {
  return object as Stored<T>;
}

/** The state of the embedded cluster; see Store. It enforces only the rules common to every kind; admission enforces the rest. */
export class ClusterStore implements Store {
  readonly clock: Clock;
  /** The event log that watches resume from. */
  readonly log: EventLog;
  readonly #registry: ObjectRegistry;
  readonly #deleter: ObjectDeleter;
  readonly #writer: ObjectWriter;
  #types: readonly ResourceDefinition[];

  constructor(options: ClusterStoreOptions) {
    this.clock = options.clock;
    // Based on the wall clock, so that resourceVersions of an earlier run are older than the start of this log.
    const firstVersion = Math.max(1, Math.floor(options.clock.now() * 1000));
    const report = options.report ?? printFault;
    this.#registry = new ObjectRegistry(options.types ?? RESOURCES, firstVersion, report);
    this.#types = this.#registry.types;
    this.log = this.#registry.log;
    const { clock, random, podTerminationMs = 2000 } = options;
    const admission = new AdmissionChain(this, options.plugins ?? []);
    const parts = { clock, registry: this.#registry, admission };
    this.#deleter = new ObjectDeleter({ ...parts, podTerminationMs });
    this.#writer = new ObjectWriter({ ...parts, random, deleter: this.#deleter });
  }

  get types(): readonly ResourceDefinition[] {
    return this.#types;
  }

  serve(type: ResourceDefinition): void {
    this.#registry.serve(type);
    this.#types = this.#registry.types;
  }

  withdraw(type: ResourceType): void {
    this.#registry.withdraw(type);
    this.#types = this.#registry.types;
  }

  /** The resourceVersion of the newest change. */
  get resourceVersion(): string {
    return String(this.#registry.version);
  }

  /** Returns the definition of a type. Throws NotFound when the type is not stored. */
  definition(type: Pick<ResourceType, 'group' | 'resource'>): ResourceDefinition {
    return this.#registry.definition(type);
  }

  get<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
  ): Stored<T> | undefined {
    const object = this.#registry.get(type, namespace, name);
    return object && shaped(type, object);
  }

  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly Stored<T>[] {
    // The same step as in shaped, without a copy of the list.
    return this.#registry.list(type, namespace) as readonly Stored<T>[];
  }

  create<T extends KubeObject>(type: ResourceType<T>, value: unknown, options: WriteOptions): Stored<T> {
    return shaped(type, this.#writer.create(this.definition(type), value, options));
  }

  /**
   * Stores an object as is: uid, times, owners and status come from the cluster that made it; only the resourceVersion is new. Keeps the
   * object itself, not a copy. Throws AlreadyExists.
   */
  load(type: ResourceType, object: StoredObject): void {
    const definition = this.definition(type);
    const { namespace, name } = object.metadata;
    if (this.#registry.get(definition, namespace, name) !== undefined) throw alreadyExists(definition, name);
    this.#registry.put(definition, object, undefined);
  }

  update<T extends KubeObject>(type: ResourceType<T>, value: unknown, options: WriteOptions): Stored<T> {
    return shaped(type, this.#writer.update(this.definition(type), value, '', options));
  }

  updateStatus<T extends KubeObject>(
    type: ResourceType<T>,
    value: unknown,
    options: WriteOptions,
  ): Stored<T> {
    return shaped(type, this.#writer.update(this.definition(type), value, 'status', options));
  }

  apply<T extends KubeObject>(type: ResourceType<T>, value: unknown, options: ApplyOptions): Stored<T> {
    return shaped(type, this.#writer.apply(this.definition(type), value, options));
  }

  finalize(name: string, finalizers: readonly unknown[], options: WriteOptions): StoredObject {
    return this.#writer.finalize(name, finalizers, options);
  }

  delete<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions,
  ): Stored<T> {
    return shaped(type, this.#deleter.delete(this.definition(type), namespace, name, options));
  }

  ownedBy(uid: string): readonly TypedObject[];
  ownedBy<T extends KubeObject>(uid: string, type: ResourceType<T>): readonly Stored<T>[];
  ownedBy<T extends KubeObject>(
    uid: string,
    type?: ResourceType<T>,
  ): readonly TypedObject[] | readonly Stored<T>[] {
    const owned = this.#registry.owners.dependents(uid);
    if (type === undefined) return owned;
    return owned
      .filter((dependent) => sameType(dependent.type, type))
      .map(({ object }) => shaped(type, object));
  }

  byUid(uid: string): TypedObject | undefined {
    return this.#registry.owners.get(uid);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    return this.#registry.subscribe(listener);
  }

  /** Drops the event log so far: watches that resume from an older version get 410, and so do continue tokens. */
  compact(): void {
    this.log.compact(this.#registry.version);
  }
}
