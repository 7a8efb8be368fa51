import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject, StoreEvent } from '#simulator/apimachinery/contract.ts';
import type { Context } from '#simulator/controllers/context.ts';

/** The identity of an object within its type. */
export interface ObjectName {
  namespace: string | undefined;
  name: string;
}

/** Stands for every type that the store has. */
export const ALL_TYPES = 'all types';

/** A type whose changes concern the controller's objects. */
export interface Watch<C extends Context = Context> {
  type: ResourceType | typeof ALL_TYPES;
  /** The controller's objects that a changed object concerns. It is called with the new state and, for a modification, with the old one. */
  concerns(object: StoredObject, context: C, event: StoreEvent): readonly WorkItem[];
}

/** An object to reconcile. A controller of all types names the type with it. */
export interface WorkItem extends ObjectName {
  type?: ResourceType;
}

/**
 * One controller: brings what follows from an object to the state the object asks for. Level-based: each reconcile reads
 * the current state again, so it may run at any time, any number of times. One that throws is reported and retried.
 */
export interface Controller<C extends Context = Context> {
  name: string;
  /** What it reconciles. A controller of all types learns of changes by its watches alone. */
  type: ResourceType | typeof ALL_TYPES;
  /** Simulated ms between a change and the reconcile that answers it. */
  latencyMs: number;
  watches: readonly Watch<C>[];
  /** Returns simulated ms after which to reconcile again though nothing changed; undefined for never. */
  reconcile(context: C, object: StoredObject, type: ResourceType): number | undefined;
  /** Cleans up what owner references do not, after the object is gone. */
  gone?(context: C, name: ObjectName): void;
}

/** nameOf returns the identity of an object. */
export function nameOf(object: StoredObject): ObjectName {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

/** controlledBy maps an object to its controlling owner, when that is of the given kind and group. */
export function controlledBy(type: ResourceType): (object: StoredObject) => readonly ObjectName[] {
  return (object) => {
    const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner === undefined || owner.kind !== type.kind) return [];
    const group = owner.apiVersion.includes('/') ? owner.apiVersion.split('/')[0] : '';
    return group === type.group ? [{ namespace: object.metadata.namespace, name: owner.name }] : [];
  };
}

/** namedByLabel maps an object to the one whose name a label of it holds. */
export function namedByLabel(label: string): (object: StoredObject) => readonly ObjectName[] {
  return (object) => {
    const name = object.metadata.labels?.[label];
    return name === undefined || name === '' ? [] : [{ namespace: object.metadata.namespace, name }];
  };
}
