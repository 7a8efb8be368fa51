import type { ObjectSchema, Schema } from '#simulator/schema/schema.ts';

/** toOpenApi converts a schema to the form in a CustomResourceDefinition and `/openapi/v3` (apiextensions.k8s.io/v1 JSONSchemaProps). */
export function toOpenApi(schema: Schema): Record<string, unknown> {
  if (schema.type === 'object') return objectToOpenApi(schema);
  if (schema.type === 'list') {
    return {
      type: 'array',
      items: toOpenApi(schema.items),
      ...(schema.set === true ? { 'x-kubernetes-list-type': 'set' } : {}),
      ...(schema.keys === undefined
        ? {}
        : { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': schema.keys }),
    };
  }
  if (schema.type === 'any') return { 'x-kubernetes-preserve-unknown-fields': true };
  if (schema.type === 'intOrString') {
    return {
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      'x-kubernetes-int-or-string': true,
      ...(schema.pattern === undefined ? {} : { pattern: schema.pattern }),
    };
  }
  return {
    type: schema.type,
    ...(schema.format === undefined ? {} : { format: schema.format }),
    ...(schema.default === undefined ? {} : { default: schema.default }),
  };
}

function objectToOpenApi({ fields, required, values, open, atomic }: ObjectSchema): Record<string, unknown> {
  const properties = Object.entries(fields).map(([name, field]) => [name, toOpenApi(field)] as const);
  return {
    type: 'object',
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(required.length === 0 ? {} : { required }),
    ...(values === undefined ? {} : { additionalProperties: toOpenApi(values) }),
    ...(open === true ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    ...(atomic === true ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

/** definitionSchema returns the schema of a whole object in its CustomResourceDefinition, which leaves metadata open. */
export function definitionSchema(schema: ObjectSchema | undefined): Record<string, unknown> {
  if (schema === undefined) return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const identity = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  const fields = Object.entries(schema.fields).map(([name, field]) => [name, toOpenApi(field)] as const);
  return { type: 'object', properties: { ...identity, ...Object.fromEntries(fields) } };
}
