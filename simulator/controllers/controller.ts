import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored, StoredObject, StoreEvent } from '#simulator/apimachinery/contract.ts';
import type { Context } from '#simulator/controllers/context.ts';

/** The identity of an object within its type. */
export interface ObjectName {
  namespace: string | undefined;
  name: string;
}

/** Matches every type in the store. */
export const ALL_TYPES = 'all types';

/** A type whose changes affect the controller's objects. `watch` builds one whose `concerns` reads more than metadata. */
export interface Watch<T extends KubeObject = KubeObject, C extends Context = Context> {
  type: ResourceType<T> | typeof ALL_TYPES;
  /** Returns the controller's objects that a change affects. Called with the new state and, for a modification, also with the old one. */
  concerns(object: Stored<T>, context: C, event: StoreEvent): readonly WorkItem[];
}

/** An object to reconcile. A controller of all types also sets the type. */
export interface WorkItem extends ObjectName {
  type?: ResourceType;
}

/**
 * A controller: it reconciles what depends on an object with that object's desired state. Level-based: each reconcile reads the current
 * state again, so it may run at any time and any number of times. A reconcile that throws is reported and retried.
 */
export interface Controller<T extends KubeObject = KubeObject, C extends Context = Context> {
  name: string;
  /** The type that it reconciles. A controller of all types learns about changes only through its watches. */
  type: ResourceType<T> | typeof ALL_TYPES;
  /** Simulated ms between a change and the reconcile that handles it. */
  latencyMs: number;
  watches: readonly Watch<KubeObject, C>[];
  /** Returns the simulated ms until the next reconcile without a change; undefined for never. */
  reconcile(context: C, object: Stored<T>, type: ResourceType): number | undefined;
  /** Cleans up what owner references do not cover, after the object is gone. */
  gone?(context: C, name: ObjectName): void;
}

/** watch pairs a type with a function that reads its objects in their shape. */
export function watch<T extends KubeObject>(
  type: ResourceType<T>,
  concerns: (object: Stored<T>) => readonly WorkItem[],
): Watch<T> {
  return { type, concerns };
}

/** nameOf returns the identity of an object. */
export function nameOf(object: StoredObject): ObjectName {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

/** controlledBy maps an object to its controlling owner, if that is of the given kind and group. */
export function controlledBy(type: ResourceType): (object: StoredObject) => readonly ObjectName[] {
  return (object) => {
    const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner === undefined || owner.kind !== type.kind) return [];
    const group = owner.apiVersion.includes('/') ? owner.apiVersion.split('/')[0] : '';
    return group === type.group ? [{ namespace: object.metadata.namespace, name: owner.name }] : [];
  };
}

/** namedByLabel maps an object to the object named by one of its labels. */
export function namedByLabel(label: string): (object: StoredObject) => readonly ObjectName[] {
  return (object) => {
    const name = object.metadata.labels?.[label];
    return name === undefined || name === '' ? [] : [{ namespace: object.metadata.namespace, name }];
  };
}
