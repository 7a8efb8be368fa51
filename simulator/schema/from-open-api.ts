import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { readBounds } from '#simulator/schema/bounds.ts';
import { ANY, type ObjectSchema, open, type Schema } from '#simulator/schema/schema.ts';

/**
 * fromOpenApi converts a CustomResourceDefinition's schema (apiextensions.k8s.io/v1 JSONSchemaProps): types, fields, required fields, lists,
 * bounds and defaults. See ignoredKeywords for what is not evaluated.
 */
export function fromOpenApi(found: unknown): ObjectSchema {
  const schema = isJsonObject(found) ? readSchema(found) : open();
  if (schema.type !== 'object') return open();
  const { apiVersion: _v, kind: _k, metadata: _m, ...fields } = schema.fields;
  return { ...schema, fields };
}

function readSchema(found: JsonObject): Schema {
  const bounds = readBounds(found);
  return {
    ...readType(found),
    ...(bounds === undefined ? {} : { bounds }),
    ...(found['default'] === undefined ? {} : { default: found['default'] }),
    ...(found['nullable'] === true ? { nullable: true as const } : {}),
  };
}

function readType(found: JsonObject): Schema {
  if (found['x-kubernetes-int-or-string'] === true) return { type: 'intOrString' };
  switch (found['type']) {
    case 'object':
      return readObject(found);
    case 'array':
      return readList(found);
    case 'string':
    case 'integer':
    case 'boolean':
    case 'number':
      return { type: found['type'] };
    default:
      return ANY;
  }
}

function readList(found: JsonObject): Schema {
  const items = isJsonObject(found['items']) ? readSchema(found['items']) : ANY;
  const keys = found['x-kubernetes-list-map-keys'];
  const isKeyed = found['x-kubernetes-list-type'] === 'map' && Array.isArray(keys);
  return {
    type: 'list',
    items,
    ...(isKeyed ? { keys: keys.map(String) } : {}),
    ...(found['x-kubernetes-list-type'] === 'set' ? { set: true as const } : {}),
  };
}

function readObject(found: JsonObject): ObjectSchema {
  const properties = isJsonObject(found['properties']) ? Object.entries(found['properties']) : [];
  const values = found['additionalProperties'];
  const required = found['required'];
  return {
    type: 'object',
    fields: Object.fromEntries(
      properties.map(([name, property]) => [name, isJsonObject(property) ? readSchema(property) : ANY]),
    ),
    required: Array.isArray(required) ? required.map(String) : [],
    ...(isJsonObject(values) ? { values: readSchema(values) } : values === true ? { values: ANY } : {}),
    ...(found['x-kubernetes-preserve-unknown-fields'] === true ? { open: true as const } : {}),
    ...(found['x-kubernetes-map-type'] === 'atomic' ? { atomic: true as const } : {}),
  };
}
