import { KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { type ConfigName, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import type { Context } from '#simulator/knative/context.ts';

/** The identity of an object within its type. */
export interface ObjectName {
  namespace: string | undefined;
  name: string;
}

/** A further type whose changes concern the controller's objects. */
export interface Watch {
  type: ResourceType;
  /** The controller's objects that a changed object concerns. */
  concerns(object: StoredObject, context: Context): readonly ObjectName[];
}

/**
 * One controller: brings what follows from an object to the state the object asks for. Level-based: each reconcile looks
 * at everything afresh, so it may run at any time, any number of times.
 */
export interface Controller {
  name: string;
  /** What it reconciles. */
  type: ResourceType;
  /** Simulated ms between a change and the reconcile that answers it. */
  latencyMs: number;
  watches: readonly Watch[];
  /** Returns simulated ms after which to look again though nothing changed; undefined for never. */
  reconcile(context: Context, object: StoredObject): number | undefined;
  /** Cleans up what owner references do not, after the object is gone. */
  gone?(context: Context, name: ObjectName): void;
}

/** nameOf returns the identity of an object. */
export function nameOf(object: StoredObject): ObjectName {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

/** controlledBy maps an object to its controlling owner, when that is of the given kind and group. */
export function controlledBy(type: ResourceType): Watch['concerns'] {
  return (object) => {
    const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner === undefined || owner.kind !== type.kind) return [];
    const group = owner.apiVersion.includes('/') ? owner.apiVersion.split('/')[0] : '';
    return group === type.group ? [{ namespace: object.metadata.namespace, name: owner.name }] : [];
  };
}

/** namedByLabel maps an object to the one whose name a label of it holds. */
export function namedByLabel(label: string): Watch['concerns'] {
  return (object) => {
    const name = object.metadata.labels?.[label];
    return name === undefined || name === '' ? [] : [{ namespace: object.metadata.namespace, name }];
  };
}

/** onConfigChange has all objects of a type looked at again when one of the ConfigMaps named changes. */
export function onConfigChange(type: ResourceType, ...names: ConfigName[]): Watch {
  return {
    type: KUBERNETES.configMap,
    concerns({ metadata }, { store }) {
      const isOne = metadata.namespace === SYSTEM_NAMESPACE && names.some((name) => name === metadata.name);
      return isOne ? store.list(type).map(nameOf) : [];
    },
  };
}
