import { cloneJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { OBJECT_META } from '#simulator/schema/object-meta.ts';
import type { ObjectSchema, Schema } from '#simulator/schema/schema.ts';

/** Fields of an object that are outside its schema. */
const IDENTITY = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * pruneObject removes unknown and null fields from an object and sets its schema's defaults, in place (apiextensions-apiserver v0.35
 * `pkg/apiserver/schema/pruning` and `defaulting`). Without a schema it prunes only metadata.
 */
export function pruneObject(object: JsonObject, schema: ObjectSchema | undefined): void {
  if (isJsonObject(object['metadata'])) pruneMembers(object['metadata'], OBJECT_META);
  if (schema === undefined) return;
  for (const name of Object.keys(object)) {
    const isKnown = IDENTITY.has(name) || Object.hasOwn(schema.fields, name) || schema.open === true;
    if (!isKnown) delete object[name];
  }
  for (const [name, field] of Object.entries(schema.fields)) {
    if (object[name] === null && field.nullable !== true) delete object[name];
    if (object[name] === undefined && field.default !== undefined) object[name] = cloneJson(field.default);
    prune(object[name], field);
  }
}

function prune(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) prune(item, schema.type === 'list' ? schema.items : schema);
  } else if (isJsonObject(value) && schema.type === 'object') {
    pruneMembers(value, schema);
  }
}

function pruneMembers(value: JsonObject, schema: ObjectSchema): void {
  for (const [name, field] of Object.entries(schema.fields)) {
    if (field.default === undefined) continue;
    if (value[name] === undefined || (value[name] === null && field.nullable !== true)) {
      value[name] = cloneJson(field.default);
    }
  }
  for (const name of Object.keys(value)) {
    const member = memberSchema(schema, name);
    if (member === undefined) {
      if (schema.open !== true) delete value[name];
    } else if (value[name] === null && member.nullable !== true) delete value[name];
    else prune(value[name], member);
  }
}

function memberSchema(schema: ObjectSchema, name: string): Schema | undefined {
  return Object.hasOwn(schema.fields, name) ? schema.fields[name] : schema.values;
}

/**
 * unknownFields returns the paths of an object's unknown fields, those of metadata first. Without a schema it checks only metadata: the
 * fields of built-in kinds are not known here.
 */
export function unknownFields(object: JsonObject, schema: ObjectSchema | undefined): string[] {
  const inMetadata = isJsonObject(object['metadata'])
    ? unknownIn(object['metadata'], OBJECT_META, 'metadata')
    : [];
  if (schema === undefined) return inMetadata;
  const { apiVersion: _v, kind: _k, metadata: _m, ...fields } = object;
  return [...inMetadata.sort(), ...unknownIn(fields, schema, '').sort()];
}

function unknownIn(value: unknown, schema: Schema | undefined, path: string): string[] {
  if (Array.isArray(value)) {
    const items = schema?.type === 'list' ? schema.items : undefined;
    if (items === undefined) return [];
    return value.flatMap((item, index) => unknownIn(item, items, `${path}[${index}]`));
  }
  if (!isJsonObject(value) || schema === undefined || schema.type === 'any') return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const where = path === '' ? name : `${path}.${name}`;
    const member = schema.type === 'object' ? memberSchema(schema, name) : undefined;
    if (member !== undefined) return unknownIn(item, member, where);
    return schema.type === 'object' && schema.open === true ? [] : [where];
  });
}
