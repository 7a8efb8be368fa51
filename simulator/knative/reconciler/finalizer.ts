import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import type { EventSource } from '#simulator/controllers/event-recorder.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

// What knative.dev/pkg's generated reconcilers do for kinds that need cleanup.

/** withFinalizer adds the finalizer, which keeps an object until its cleanup is done. Returns the stored object. */
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

/** removeFinalizer lets an object be deleted. */
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
