import type { Revision, TrafficTarget } from '#lib/knative/types.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { Context } from '#simulator/controllers/context.ts';

/** findRevision returns a Revision by name; undefined when it does not exist. */
export function findRevision(
  context: Context,
  namespace: string,
  name: string,
): Stored<Revision> | undefined {
  return context.store.get(KNATIVE.revision, namespace, name);
}

/** namespaceOf returns the namespace of a namespaced object. */
export function namespaceOf(object: StoredObject): string {
  return object.metadata.namespace ?? 'default';
}

/** trafficOf returns the targets of a spec or status; empty when there are none. */
export function trafficOf(part: { traffic?: TrafficTarget[] } | undefined): TrafficTarget[] {
  return part?.traffic ?? [];
}
