import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, OwnerReference } from '#lib/kubernetes/object.ts';
import { apiVersionOf, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored, StoredObject, WriteOptions } from '#simulator/apimachinery/contract.ts';
import type { Context } from '#simulator/controllers/context.ts';

/** An object as a controller wants it; fields that it omits are left alone. */
export interface Draft {
  metadata: {
    name: string;
    generateName?: string;
    /** Absent for cluster-scoped kinds. */
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: OwnerReference[];
    finalizers?: string[];
  };
  [field: string]: unknown;
}

/** Whether the draft's labels and annotations replace the existing ones or are merged into them. */
export type MetadataRule = 'exact' | 'merge';

/** controllerReference returns the owner reference of a controlling owner (knative.dev/pkg kmeta.NewControllerRef). */
export function controllerReference(owner: StoredObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** isControlledBy reports whether an object's controlling owner is this exact object. */
export function isControlledBy(object: StoredObject, owner: StoredObject): boolean {
  return object.metadata.ownerReferences?.some((r) => r.controller && r.uid === owner.metadata.uid) ?? false;
}

/** isTerminating reports whether an object is being deleted. */
export function isTerminating(object: StoredObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** create creates an object; the type supplies apiVersion and kind. */
export function create<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  draft: Draft,
  options: WriteOptions,
): Stored<T> {
  return context.store.create(type, { apiVersion: apiVersionOf(type), kind: type.kind, ...draft }, options);
}

/** ensure creates an object, or updates the fields that the draft sets. Returns the stored object. */
export function ensure<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  draft: Draft,
  options: WriteOptions,
  rule: MetadataRule = 'merge',
): Stored<T> {
  const { namespace, name } = draft.metadata;
  const found = context.store.get(type, namespace, name);
  if (found === undefined) return create(context, type, draft, options);
  const next = merged(found, draft, rule);
  return isDeepStrictEqual(next, found) ? found : context.store.update(type, next, options);
}

function merged(found: StoredObject, draft: Draft, rule: MetadataRule): StoredObject {
  const { metadata, ...fields } = draft;
  const next: StoredObject = { ...found, ...fields, metadata: { ...found.metadata } };
  for (const field of ['labels', 'annotations'] as const) {
    const desired = metadata[field] ?? {};
    const value = rule === 'exact' ? desired : { ...found.metadata[field], ...desired };
    if (Object.keys(value).length > 0) next.metadata[field] = value;
    else delete next.metadata[field];
  }
  return next;
}

/** change writes an object if it differs from the stored one. Returns the stored object. */
export function change<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  found: Stored<NoInfer<T>>,
  next: KubeObject,
  options: WriteOptions,
): Stored<T> {
  return isDeepStrictEqual(next, found) ? found : context.store.update(type, next, options);
}

/** writeStatus replaces an object's status if it differs. */
export function writeStatus<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  object: Stored<NoInfer<T>>,
  status: Record<string, unknown>,
  options: WriteOptions,
): Stored<T> {
  if (isDeepStrictEqual(object['status'], status)) return object;
  return context.store.updateStatus(type, { ...object, status }, options);
}

/** remove deletes an object if it exists. */
export function remove(
  context: Context,
  type: ResourceType,
  object: StoredObject,
  options: WriteOptions & { gracePeriodSeconds?: number },
): void {
  const { namespace, name } = object.metadata;
  if (context.store.get(type, namespace, name) !== undefined) {
    context.store.delete(type, namespace, name, options);
  }
}
