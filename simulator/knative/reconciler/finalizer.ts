import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import type { EventSource } from '#simulator/controllers/event-recorder.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

// What knative.dev/pkg's generated reconcilers do for kinds that need cleanup.

/** withFinalizer adds the finalizer, which keeps an object until its cleanup is done. Returns the stored object. */
export function withFinalizer<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  object: Stored<NoInfer<T>>,
  finalizer: string,
  source: EventSource,
): Stored<T> {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  return write(context, type, object, [...finalizers, finalizer], source);
}

/** removeFinalizer lets an object be deleted. */
export function removeFinalizer<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  object: Stored<NoInfer<T>>,
  finalizer: string,
  source: EventSource,
): void {
  const finalizers = object.metadata.finalizers ?? [];
  const left = finalizers.filter((name) => name !== finalizer);
  if (left.length < finalizers.length) write(context, type, object, left, source);
}

function write<T extends KubeObject>(
  context: Context,
  type: ResourceType<T>,
  object: Stored<NoInfer<T>>,
  finalizers: string[],
  source: EventSource,
): Stored<T> {
  const metadata = { ...object.metadata, finalizers };
  const next = context.store.update(type, { ...object, metadata }, WRITER.knative);
  context.events.normal(source, next, 'FinalizerUpdate', `Updated "${object.metadata.name}" finalizers`);
  return next;
}
