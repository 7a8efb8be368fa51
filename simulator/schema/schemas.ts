import { AUTOSCALING, CACHING, NETWORKING } from '#simulator/schema/internal.ts';
import type { ObjectSchema } from '#simulator/schema/schema.ts';
import { SERVING } from '#simulator/schema/serving.ts';

const BY_GROUP: Readonly<Record<string, Readonly<Record<string, ObjectSchema>>>> = {
  'serving.knative.dev': SERVING,
  'autoscaling.internal.knative.dev': AUTOSCALING,
  'networking.internal.knative.dev': NETWORKING,
  'caching.internal.knative.dev': CACHING,
};

const GIVEN = new WeakMap<object, ObjectSchema>();

/** giveSchema registers the schema of a user-defined kind. */
export function giveSchema(type: object, schema: ObjectSchema): void {
  GIVEN.set(type, schema);
}

/**
 * schemaOf returns a custom kind's schema, without apiVersion, kind and metadata; undefined for a built-in kind and for a custom kind that
 * keeps whatever it is given.
 */
export function schemaOf(type: { group: string; kind: string }): ObjectSchema | undefined {
  return GIVEN.get(type) ?? BY_GROUP[type.group]?.[type.kind];
}
