import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import { KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';
import { AdmissionChain } from '#simulator/api/admission-chain.ts';
import type { EventLog } from '#simulator/api/event-log.ts';
import { checkFinalizers } from '#simulator/api/finalizers.ts';
import { GarbageCollector } from '#simulator/api/garbage-collector.ts';
import { fillDefaults, prepareForCreate, prepareForUpdate } from '#simulator/api/initial-state.ts';
import { cloneJson, type JsonObject } from '#simulator/api/json.ts';
import { updateManagedFields } from '#simulator/api/managed-fields.ts';
import { checkCreatable, NamespaceController } from '#simulator/api/namespaces.ts';
import { type DeleteOptions, isFinished } from '#simulator/api/object-delete.ts';
import { ObjectDeleter } from '#simulator/api/object-deleter.ts';
import { checkStringMaps, formatTime, nameObject, parseObject } from '#simulator/api/object-meta.ts';
import { ObjectRegistry } from '#simulator/api/object-registry.ts';
import {
  sameContent,
  specChanged,
  withoutStatus,
  withoutVersion,
  withStatus,
} from '#simulator/api/object-write.ts';
import { rbacAdmission } from '#simulator/api/rbac-admission.ts';
import { RESOURCES, type ResourceDefinition } from '#simulator/api/resources.ts';
import { applyConfiguration } from '#simulator/api/server-side-apply.ts';
import {
  alreadyExists,
  notFound,
  staleObject,
  uidPrecondition,
  unknownResource,
} from '#simulator/api/status-errors.ts';
import { checkPodSpec } from '#simulator/api/validate-pod.ts';
import type {
  AdmissionPlugin,
  Clock,
  Random,
  Store,
  StoredObject,
  StoreEvent,
  WriteOptions,
} from '#simulator/contract.ts';
import { printFault, type ReportFault } from '#simulator/guard.ts';
import { randomUuid } from '#simulator/random.ts';
import { checkSchema } from '#simulator/schema/check.ts';
import { pruneObject } from '#simulator/schema/prune.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

/** What a ClusterStore is made of. */
export interface ClusterStoreOptions {
  clock: Clock;
  random: Random;
  /** Admission, in order. */
  plugins?: readonly AdmissionPlugin[];
  /** The stored types; RESOURCES when absent. */
  types?: readonly ResourceDefinition[];
  /** How long a deleted pod takes to end when nothing ends it earlier; 2,000 ms when absent. */
  podTerminationMs?: number;
  /** Told of what the store's own controllers and those that listen to it throw; written to the standard error output when absent. */
  report?: ReportFault;
}

/** How a configuration is applied; `fieldManager` is the applier. */
export interface ApplyOptions extends WriteOptions {
  subresource: '' | 'status';
  /** Takes the fields of other managers instead of refusing. */
  force: boolean;
}

/** The state of the embedded cluster; see Store. Namespaces have to exist before their objects. */
export class ClusterStore implements Store {
  readonly types: readonly ResourceDefinition[];
  readonly clock: Clock;
  /** The changes that watches resume from. */
  readonly log: EventLog;
  readonly #random: Random;
  readonly #admission: AdmissionChain;
  readonly #registry: ObjectRegistry;
  readonly #garbage: GarbageCollector;
  readonly #deleter: ObjectDeleter;

  constructor(options: ClusterStoreOptions) {
    this.types = options.types ?? RESOURCES;
    this.clock = options.clock;
    this.#random = options.random;
    this.#admission = new AdmissionChain(this, [...(options.plugins ?? []), rbacAdmission(this)]);
    // From the wall clock, so that the versions of an earlier run are older than this log's start.
    const firstVersion = Math.max(1, Math.floor(options.clock.now() * 1000));
    const report = options.report ?? printFault;
    this.#registry = new ObjectRegistry(this.types, firstVersion, report);
    this.log = this.#registry.log;
    this.#garbage = new GarbageCollector(this, this.#registry.owners, report);
    this.#deleter = new ObjectDeleter({
      clock: this.clock,
      registry: this.#registry,
      admission: this.#admission,
      garbage: this.#garbage,
      namespaces: new NamespaceController(this, report),
      podTerminationMs: options.podTerminationMs ?? 2000,
    });
  }

  /** The version of the newest change. */
  get resourceVersion(): string {
    return String(this.#registry.version);
  }

  /** The definition of a type. Throws NotFound for one that is not stored. */
  definition(type: Pick<ResourceType, 'group' | 'resource'>): ResourceDefinition {
    return this.#registry.definition(type);
  }

  get(type: ResourceType, namespace: string | undefined, name: string): StoredObject | undefined {
    return this.#registry.get(type, namespace, name);
  }

  list(type: ResourceType, namespace?: string): readonly StoredObject[] {
    return this.#registry.list(type, namespace);
  }

  create(type: ResourceType, value: unknown, options: WriteOptions): StoredObject {
    const definition = this.definition(type);
    return this.#create(definition, parseObject(definition, value), options);
  }

  #create(
    definition: ResourceDefinition,
    object: StoredObject,
    options: WriteOptions,
    managedFields?: ManagedFieldsEntry[],
  ): StoredObject {
    const { metadata } = object;
    pruneObject(object, schemaOf(definition));
    if (definition.namespaced) metadata.namespace ??= 'default';
    else delete metadata.namespace;
    nameObject(definition, object, this.#random);
    checkStringMaps(definition, object);
    checkFinalizers(definition, object, undefined);
    if (definition.namespaced) checkCreatable(this, definition, object);
    metadata.uid = randomUuid(this.#random);
    metadata.resourceVersion = '';
    metadata.creationTimestamp = formatTime(this.clock.now());
    delete metadata.deletionTimestamp;
    delete (metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds;
    delete metadata.managedFields;
    delete metadata.generation;
    fillDefaults(definition, object);
    // Before admission, as the API server does: what a webhook fills in has no manager.
    metadata.managedFields = managedFields ?? this.#managedFields(definition, undefined, object, '', options);
    const subject = { type: definition, subresource: '', object, old: undefined } as const;
    const request = this.#admission.mutate({ operation: 'CREATE', ...subject }, options);
    prepareForCreate(definition, object, this.#random);
    checkSchema(definition, object, undefined);
    checkPodSpec(definition, object);
    this.#admission.validate(request);
    if (this.get(definition, metadata.namespace, metadata.name) !== undefined)
      throw alreadyExists(definition, metadata.name);
    if (definition.hasGeneration) metadata.generation = 1;
    if (options.dryRun === true) return withoutVersion(object);
    this.#registry.put(definition, object, undefined);
    this.#garbage.stored(object, undefined);
    return object;
  }

  /**
   * Takes an object in as it is: uid, times, owners and status are those of the cluster that made it; only the resourceVersion
   * is new. The store keeps the object itself. Throws AlreadyExists.
   */
  load(type: ResourceType, object: StoredObject): void {
    const definition = this.definition(type);
    const { namespace, name } = object.metadata;
    if (this.get(definition, namespace, name) !== undefined) throw alreadyExists(definition, name);
    this.#registry.put(definition, object, undefined);
  }

  update(type: ResourceType, value: unknown, options: WriteOptions): StoredObject {
    const definition = this.definition(type);
    return this.#update(definition, parseObject(definition, value), '', options);
  }

  /**
   * Server-side apply: creates the object or merges the configuration into it. Throws Conflict when others manage what it would change and
   * it is not forced; NotFound for a status of nothing.
   */
  apply(type: ResourceType, value: unknown, options: ApplyOptions): StoredObject {
    const definition = this.definition(type);
    const { subresource, force, fieldManager: manager } = options;
    if (subresource === 'status' && !definition.hasStatus) throw unknownResource();
    const config = parseObject(definition, value);
    const { name } = config.metadata;
    const namespace = definition.namespaced ? (config.metadata.namespace ?? 'default') : undefined;
    const old = this.get(definition, namespace, name);
    if (old === undefined && subresource === 'status') throw notFound(definition, name);
    const time = formatTime(this.clock.now());
    const applier = { manager, subresource, time, force };
    const applied = parseObject(
      definition,
      applyConfiguration(definition, old, cloneJson(value) as JsonObject, applier),
    );
    const { managedFields } = applied.metadata;
    return old === undefined
      ? this.#create(definition, applied, options, managedFields)
      : this.#update(definition, applied, subresource, options, managedFields);
  }

  updateStatus(type: ResourceType, value: unknown, options: WriteOptions): StoredObject {
    const definition = this.definition(type);
    if (!definition.hasStatus) throw unknownResource();
    return this.#update(definition, parseObject(definition, value), 'status', options);
  }

  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions,
  ): StoredObject {
    return this.#deleter.delete(this.definition(type), namespace, name, options);
  }

  ownedBy(uid: string): readonly { type: ResourceType; object: StoredObject }[] {
    return this.#registry.owners.dependents(uid);
  }

  /** The object of any type that has this uid. */
  byUid(uid: string): { type: ResourceDefinition; object: StoredObject } | undefined {
    return this.#registry.owners.get(uid);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    return this.#registry.subscribe(listener);
  }

  /** Forgets the changes so far: watches that resume from before now get 410, as do continue tokens. */
  compact(): void {
    this.log.compact(this.#registry.version);
  }

  /** Replaces the finalizers of a namespace's spec; without any, a namespace that is being deleted goes. Throws NotFound. */
  finalize(name: string, finalizers: readonly unknown[], options: WriteOptions): StoredObject {
    const definition = this.definition(KUBERNETES.namespace);
    const old = this.get(definition, undefined, name);
    if (old === undefined) throw notFound(definition, name);
    const { finalizers: _old, ...spec } = (old['spec'] ?? {}) as JsonObject;
    const next = cloneJson({ ...old, spec: finalizers.length === 0 ? spec : { ...spec, finalizers } });
    return this.#store(definition, next, old, options);
  }

  #update(
    definition: ResourceDefinition,
    object: StoredObject,
    subresource: '' | 'status',
    options: WriteOptions,
    managedFields?: ManagedFieldsEntry[],
  ): StoredObject {
    pruneObject(object, schemaOf(definition));
    const { name } = object.metadata;
    const namespace = definition.namespaced ? (object.metadata.namespace ?? 'default') : undefined;
    const old = this.get(definition, namespace, name);
    if (old === undefined) throw notFound(definition, name);
    const { uid, resourceVersion } = object.metadata;
    if (uid !== '' && uid !== old.metadata.uid)
      throw uidPrecondition(definition, name, uid, old.metadata.uid);
    if (resourceVersion !== '' && resourceVersion !== old.metadata.resourceVersion) {
      throw staleObject(definition, name);
    }
    const next = subresource === 'status' ? withStatus(old, object) : withoutStatus(definition, old, object);
    if (subresource === '') fillDefaults(definition, next);
    checkStringMaps(definition, next);
    checkFinalizers(definition, next, old);
    prepareForUpdate(definition, next, old);
    // What a status write says of metadata is not stored, and yet its writer's: so it is upstream.
    const told = subresource === 'status' ? object : next;
    const entries = managedFields ?? this.#managedFields(definition, old, told, subresource, options);
    if (entries.length > 0) next.metadata.managedFields = entries;
    else delete next.metadata.managedFields;
    const subject = { type: definition, subresource, object: next, old };
    const request = this.#admission.mutate({ operation: 'UPDATE', ...subject }, options);
    checkSchema(definition, next, old);
    const isChanged = subresource === '' && specChanged(old, next);
    if (isChanged) checkPodSpec(definition, next);
    this.#admission.validate(request);
    if (definition.hasGeneration && isChanged) {
      next.metadata.generation = (old.metadata.generation ?? 0) + 1;
    }
    return this.#store(definition, next, old, options);
  }

  /** Puts what a write made in the place of the old object, or ends the object when that was all that kept it. */
  #store(
    definition: ResourceDefinition,
    next: StoredObject,
    old: StoredObject,
    { dryRun = false }: WriteOptions,
  ): StoredObject {
    if (sameContent(old, next)) return old;
    if (dryRun) return next;
    if (isFinished(definition, next)) this.#deleter.remove(definition, old);
    else {
      this.#registry.put(definition, next, old);
      this.#garbage.stored(next, old);
    }
    return next;
  }

  #managedFields(
    definition: ResourceDefinition,
    old: StoredObject | undefined,
    object: StoredObject,
    subresource: '' | 'status',
    options: WriteOptions,
  ): ManagedFieldsEntry[] {
    const time = formatTime(this.clock.now());
    return updateManagedFields(definition, old, object, { manager: options.fieldManager, subresource, time });
  }
}
