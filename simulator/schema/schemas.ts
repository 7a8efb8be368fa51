import { AUTOSCALING, CACHING, NETWORKING } from '#simulator/schema/internal.ts';
import type { ObjectSchema } from '#simulator/schema/schema.ts';
import { SERVING } from '#simulator/schema/serving.ts';

const BY_GROUP: Readonly<Record<string, Readonly<Record<string, ObjectSchema>>>> = {
  'serving.knative.dev': SERVING,
  'autoscaling.internal.knative.dev': AUTOSCALING,
  'networking.internal.knative.dev': NETWORKING,
  'caching.internal.knative.dev': CACHING,
};

/**
 * schemaOf returns the schema of a custom kind, apiVersion, kind and metadata left out; undefined for a built-in kind and for a
 * custom one that keeps whatever it is given.
 */
export function schemaOf(type: { group: string; kind: string }): ObjectSchema | undefined {
  return BY_GROUP[type.group]?.[type.kind];
}
