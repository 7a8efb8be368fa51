import type { ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import type {
  ApplyOptions,
  Clock,
  Random,
  StoredObject,
  WriteOptions,
} from '#simulator/apimachinery/contract.ts';
import { cloneJson, type JsonObject } from '#simulator/apimachinery/json.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
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
import { randomUuid } from '#simulator/runtime/random.ts';
import { checkSchema } from '#simulator/schema/check.ts';
import { pruneObject } from '#simulator/schema/prune.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import type { AdmissionChain } from '#simulator/store/admission-chain.ts';
import { checkFinalizers } from '#simulator/store/finalizers.ts';
import { isFinished } from '#simulator/store/object-delete.ts';
import type { ObjectDeleter } from '#simulator/store/object-deleter.ts';
import type { ObjectRegistry } from '#simulator/store/object-registry.ts';
import {
  sameContent,
  specChanged,
  withoutStatus,
  withoutVersion,
  withStatus,
} from '#simulator/store/object-write.ts';
import { fillDefaults, prepareForCreate, prepareForUpdate } from '#simulator/strategy/initial-state.ts';
import { checkStringMaps, nameObject, parseObject } from '#simulator/strategy/object-meta.ts';
import { checkValues } from '#simulator/validation/values.ts';

/** What a write works with. */
export interface WriterParts {
  clock: Clock;
  random: Random;
  registry: ObjectRegistry;
  admission: AdmissionChain;
  /** Removes an object whose last finalizer a write takes away. */
  deleter: ObjectDeleter;
}

/** Creates and changes objects: prunes, defaults, admits, checks and stores what a caller sends. */
export class ObjectWriter {
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** See Store.create. */
  create(definition: ResourceDefinition, value: unknown, options: WriteOptions): StoredObject {
    return this.#create(definition, parseObject(definition, value), options);
  }

  /** See Store.update and Store.updateStatus. */
  update(
    definition: ResourceDefinition,
    value: unknown,
    subresource: '' | 'status',
    options: WriteOptions,
  ): StoredObject {
    if (subresource === 'status' && !definition.hasStatus) throw unknownResource();
    return this.#update(definition, parseObject(definition, value), subresource, options);
  }

  /** See Store.apply. */
  apply(definition: ResourceDefinition, value: unknown, options: ApplyOptions): StoredObject {
    const { subresource, force, fieldManager: manager } = options;
    if (subresource === 'status' && !definition.hasStatus) throw unknownResource();
    const config = parseObject(definition, value);
    const { name } = config.metadata;
    const namespace = definition.namespaced ? (config.metadata.namespace ?? 'default') : undefined;
    const old = this.#parts.registry.get(definition, namespace, name);
    if (old === undefined && subresource === 'status') throw notFound(definition, name);
    const time = formatTime(this.#parts.clock.now());
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

  /** See Store.finalize. */
  finalize(name: string, finalizers: readonly unknown[], options: WriteOptions): StoredObject {
    const definition = this.#parts.registry.definition(KUBERNETES.namespace);
    const old = this.#parts.registry.get(definition, undefined, name);
    if (old === undefined) throw notFound(definition, name);
    const { finalizers: _old, ...spec } = (old['spec'] ?? {}) as JsonObject;
    const next = cloneJson({ ...old, spec: finalizers.length === 0 ? spec : { ...spec, finalizers } });
    return this.#store(definition, next, old, options);
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
    nameObject(definition, object, this.#parts.random);
    checkStringMaps(definition, object);
    checkFinalizers(definition, object, undefined);
    metadata.uid = randomUuid(this.#parts.random);
    metadata.resourceVersion = '';
    metadata.creationTimestamp = formatTime(this.#parts.clock.now());
    delete metadata.deletionTimestamp;
    delete (metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds;
    delete metadata.managedFields;
    delete metadata.generation;
    fillDefaults(definition, object);
    // Runs before admission, as in the API server: fields that a webhook sets have no manager.
    metadata.managedFields = managedFields ?? this.#managedFields(definition, undefined, object, '', options);
    const subject = { type: definition, subresource: '', object, old: undefined } as const;
    const request = this.#parts.admission.mutate({ operation: 'CREATE', ...subject }, options);
    prepareForCreate(definition, object, this.#parts.random);
    checkSchema(definition, object, undefined);
    checkValues(definition, object, undefined);
    this.#parts.admission.validate(request);
    if (this.#parts.registry.get(definition, metadata.namespace, metadata.name) !== undefined)
      throw alreadyExists(definition, metadata.name);
    if (definition.hasGeneration) metadata.generation = 1;
    if (options.dryRun === true) return withoutVersion(object);
    this.#parts.registry.put(definition, object, undefined);
    return object;
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
    const old = this.#parts.registry.get(definition, namespace, name);
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
    prepareForUpdate(definition, next, old, this.#parts.random);
    // A status write does not store its metadata changes, but its writer still becomes their manager, as upstream.
    const managed = subresource === 'status' ? object : next;
    const entries = managedFields ?? this.#managedFields(definition, old, managed, subresource, options);
    if (entries.length > 0) next.metadata.managedFields = entries;
    else delete next.metadata.managedFields;
    const subject = { type: definition, subresource, object: next, old };
    const request = this.#parts.admission.mutate({ operation: 'UPDATE', ...subject }, options);
    checkSchema(definition, next, old);
    const isChanged = subresource === '' && specChanged(old, next);
    if (isChanged) checkValues(definition, next, old);
    this.#parts.admission.validate(request);
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
    if (isFinished(definition, next)) this.#parts.deleter.remove(definition, old);
    else this.#parts.registry.put(definition, next, old);
    return next;
  }

  #managedFields(
    definition: ResourceDefinition,
    old: StoredObject | undefined,
    object: StoredObject,
    subresource: '' | 'status',
    options: WriteOptions,
  ): ManagedFieldsEntry[] {
    const time = formatTime(this.#parts.clock.now());
    return updateManagedFields(definition, old, object, { manager: options.fieldManager, subresource, time });
  }
}
