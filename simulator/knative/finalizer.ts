import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import type { EventSource } from '#simulator/knative/event-recorder.ts';

// What knative.dev/pkg's generated reconcilers do around those that have to clean up.

/** withFinalizer keeps an object from going before it was cleaned up after. Returns what is stored then. */
export function withFinalizer(
  context: Context,
  type: ResourceType,
  object: StoredObject,
  finalizer: string,
  source: EventSource,
): StoredObject {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  return write(context, type, object, [...finalizers, finalizer], source);
}

/** removeFinalizer lets an object go. */
export function removeFinalizer(
  context: Context,
  type: ResourceType,
  object: StoredObject,
  finalizer: string,
  source: EventSource,
): void {
  const finalizers = object.metadata.finalizers ?? [];
  const left = finalizers.filter((name) => name !== finalizer);
  if (left.length < finalizers.length) write(context, type, object, left, source);
}

function write(
  context: Context,
  type: ResourceType,
  object: StoredObject,
  finalizers: string[],
  source: EventSource,
): StoredObject {
  const metadata = { ...object.metadata, finalizers };
  const next = context.store.update(type, { ...object, metadata }, WRITER.knative);
  context.events.normal(source, next, 'FinalizerUpdate', `Updated "${object.metadata.name}" finalizers`);
  return next;
}
