import { KUBERNETES } from '#lib/knative/resources.ts';
import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type {
  AdmissionPlugin,
  ApplyOptions,
  Clock,
  Random,
  Store,
  StoredObject,
  StoreEvent,
  WriteOptions,
} from '#simulator/apimachinery/contract.ts';
import { cloneJson, type JsonObject } from '#simulator/apimachinery/json.ts';
import { RESOURCES, type ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import {
  alreadyExists,
  notFound,
  staleObject,
  uidPrecondition,
  unknownResource,
} from '#simulator/apimachinery/status-errors.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { updateManagedFields } from '#simulator/apply/managed-fields.ts';
import { applyConfiguration } from '#simulator/apply/server-side-apply.ts';
import { printFault, type ReportFault } from '#simulator/runtime/guard.ts';
import { randomUuid } from '#simulator/runtime/random.ts';
import { checkSchema } from '#simulator/schema/check.ts';
import { pruneObject } from '#simulator/schema/prune.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import { AdmissionChain } from '#simulator/store/admission-chain.ts';
import type { EventLog } from '#simulator/store/event-log.ts';
import { checkFinalizers } from '#simulator/store/finalizers.ts';
import { type DeleteOptions, isFinished } from '#simulator/store/object-delete.ts';
import { ObjectDeleter } from '#simulator/store/object-deleter.ts';
import { ObjectRegistry } from '#simulator/store/object-registry.ts';
import {
  sameContent,
  specChanged,
  withoutStatus,
  withoutVersion,
  withStatus,
} from '#simulator/store/object-write.ts';
import { fillDefaults, prepareForCreate, prepareForUpdate } from '#simulator/strategy/initial-state.ts';
import { checkStringMaps, nameObject, parseObject } from '#simulator/strategy/object-meta.ts';
import { checkPodSpec } from '#simulator/strategy/validate-pod.ts';

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

/** The state of the embedded cluster; see Store. It enforces only the rules common to every kind; admission enforces the rest. */
export class ClusterStore implements Store {
  readonly clock: Clock;
  /** The event log that watches resume from. */
  readonly log: EventLog;
  readonly #random: Random;
  readonly #admission: AdmissionChain;
  readonly #registry: ObjectRegistry;
  readonly #deleter: ObjectDeleter;
  #types: readonly ResourceDefinition[];

  constructor(options: ClusterStoreOptions) {
    this.clock = options.clock;
    this.#random = options.random;
    this.#admission = new AdmissionChain(this, options.plugins ?? []);
    // Based on the wall clock, so that resourceVersions of an earlier run are older than the start of this log.
    const firstVersion = Math.max(1, Math.floor(options.clock.now() * 1000));
    const report = options.report ?? printFault;
    this.#registry = new ObjectRegistry(options.types ?? RESOURCES, firstVersion, report);
    this.#types = this.#registry.types;
    this.log = this.#registry.log;
    this.#deleter = new ObjectDeleter({
      clock: this.clock,
      registry: this.#registry,
      admission: this.#admission,
      podTerminationMs: options.podTerminationMs ?? 2000,
    });
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
    metadata.uid = randomUuid(this.#random);
    metadata.resourceVersion = '';
    metadata.creationTimestamp = formatTime(this.clock.now());
    delete metadata.deletionTimestamp;
    delete (metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds;
    delete metadata.managedFields;
    delete metadata.generation;
    fillDefaults(definition, object);
    // Runs before admission, as in the API server: fields that a webhook sets have no manager.
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
    return object;
  }

  /**
   * Stores an object as is: uid, times, owners and status come from the cluster that made it; only the resourceVersion is new. Keeps the
   * object itself, not a copy. Throws AlreadyExists.
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

  byUid(uid: string): { type: ResourceDefinition; object: StoredObject } | undefined {
    return this.#registry.owners.get(uid);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    return this.#registry.subscribe(listener);
  }

  /** Drops the event log so far: watches that resume from an older version get 410, and so do continue tokens. */
  compact(): void {
    this.log.compact(this.#registry.version);
  }

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
    // A status write does not store its metadata changes, but its writer still becomes their manager, as upstream.
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

  /** Stores the new state of an object, or removes the object when that state was the last thing that kept it. */
  #store(
    definition: ResourceDefinition,
    next: StoredObject,
    old: StoredObject,
    { dryRun = false }: WriteOptions,
  ): StoredObject {
    if (sameContent(old, next)) return old;
    if (dryRun) return next;
    if (isFinished(definition, next)) this.#deleter.remove(definition, old);
    else this.#registry.put(definition, next, old);
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
