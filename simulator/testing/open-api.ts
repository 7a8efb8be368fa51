import type { ObjectSchema, Schema } from '#simulator/schema/schema.ts';

/** OpenAPI as written in a CustomResourceDefinition. */
export interface OpenApi {
  type?: string;
  format?: 'int32';
  pattern?: string;
  default?: string;
  properties?: Record<string, OpenApi>;
  required?: string[];
  additionalProperties?: OpenApi;
  items?: OpenApi;
  'x-kubernetes-int-or-string'?: true;
  'x-kubernetes-preserve-unknown-fields'?: true;
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
}

function readSchema(found: OpenApi): Schema {
  if (found['x-kubernetes-int-or-string']) {
    return {
      type: 'intOrString',
      ...(found.pattern === undefined ? {} : { pattern: found.pattern }),
    };
  }
  if (found.type === 'array') {
    if (found.items === undefined) throw new Error('a list without items');
    const keys = found['x-kubernetes-list-map-keys'];
    return { type: 'list', items: readSchema(found.items), ...(keys === undefined ? {} : { keys }) };
  }
  if (found.type === 'object') return readObject(found);
  const { type, format } = found;
  if (type !== 'string' && type !== 'integer' && type !== 'boolean') throw new Error(`type ${type}`);
  return {
    type,
    ...(format === undefined ? {} : { format }),
    ...(found.default === undefined ? {} : { default: found.default }),
  };
}

/** readObject converts an object's schema to the embedded cluster's form. Throws for a type that Knative's kinds do not use. */
export function readObject(found: OpenApi): ObjectSchema {
  const properties = Object.entries(found.properties ?? {});
  return {
    type: 'object',
    fields: Object.fromEntries(properties.map(([name, property]) => [name, readSchema(property)])),
    required: found.required ?? [],
    ...(found.additionalProperties === undefined ? {} : { values: readSchema(found.additionalProperties) }),
    ...(found['x-kubernetes-preserve-unknown-fields'] ? { open: true } : {}),
    ...(found['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {}),
  };
}
