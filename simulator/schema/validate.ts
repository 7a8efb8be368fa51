import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { type Cause, required } from '#simulator/apimachinery/status-errors.ts';
import { boundErrors } from '#simulator/schema/bounds.ts';
import type { ListSchema, ObjectSchema, ScalarSchema, Schema } from '#simulator/schema/schema.ts';

/**
 * schemaErrors returns an object's schema violations, with the messages of apiextensions-apiserver v0.35 (`pkg/apiserver/validation`,
 * kube-openapi `pkg/validation`). It ignores violations that `old` already has.
 */
export function schemaErrors(object: JsonObject, old: JsonObject | undefined, schema: ObjectSchema): Cause[] {
  const missing = schema.required
    .filter((name) => Object.hasOwn(schema.fields, name) && object[name] === undefined)
    .map(required);
  const members = Object.entries(schema.fields).flatMap(([name, field]) =>
    object[name] === undefined ? [] : errorsIn(object[name], old?.[name], field, name),
  );
  return [...missing, ...members];
}

function errorsIn(value: unknown, old: unknown, schema: Schema, path: string): Cause[] {
  if (old !== undefined && equalJson(value, old)) return [];
  if (value === null && schema.nullable === true) return [];
  const ofType = typeErrors(value, old, schema, path);
  return schema.bounds === undefined ? ofType : [...ofType, ...boundErrors(value, schema.bounds, path)];
}

function typeErrors(value: unknown, old: unknown, schema: Schema, path: string): Cause[] {
  if (schema.type === 'object') {
    return isJsonObject(value)
      ? errorsInObject(value, old, schema, path)
      : [wrongType(value, 'object', path)];
  }
  if (schema.type === 'list') {
    return Array.isArray(value) ? errorsInList(value, old, schema, path) : [wrongType(value, 'array', path)];
  }
  return scalarErrors(value, schema, path);
}

function errorsInObject(value: JsonObject, old: unknown, schema: ObjectSchema, path: string): Cause[] {
  const before = isJsonObject(old) ? old : {};
  const missing = schema.required
    .filter((name) => value[name] === undefined)
    .map((name) => required(`${path}.${name}`));
  const members = Object.entries(value).flatMap(([name, item]) => {
    const member = Object.hasOwn(schema.fields, name) ? schema.fields[name] : schema.values;
    return member === undefined ? [] : errorsIn(item, before[name], member, `${path}.${name}`);
  });
  return [...missing, ...members];
}

function errorsInList(list: readonly unknown[], old: unknown, schema: ListSchema, path: string): Cause[] {
  const before = Array.isArray(old) ? (old as unknown[]) : [];
  const keys = schema.keys ?? [];
  const keyOf = (item: unknown): JsonObject =>
    isJsonObject(item) ? Object.fromEntries(keys.map((key) => [key, item[key]])) : {};
  const items = list.flatMap((item, index) => {
    const twin =
      keys.length === 0 ? undefined : before.find((oldItem) => equalJson(keyOf(oldItem), keyOf(item)));
    return errorsIn(item, twin, schema.items, `${path}[${index}]`);
  });
  const duplicates = list.flatMap((item, index) => {
    const key = keyOf(item);
    const isSecond =
      keys.length > 0 && list.slice(0, index).some((earlier) => equalJson(keyOf(earlier), key));
    const message = `Duplicate value: ${JSON.stringify(key)}`;
    return isSecond ? [{ reason: 'FieldValueDuplicate', message, field: `${path}[${index}]` }] : [];
  });
  return [...items, ...duplicates];
}

function scalarErrors(value: unknown, schema: ScalarSchema, path: string): Cause[] {
  const found = typeName(value);
  if (schema.type === 'any' || (schema.type === 'number' && found === 'integer')) return [];
  if (schema.type !== 'intOrString') {
    return found === schema.type ? [] : [wrongType(value, schema.type, path)];
  }
  if (found !== 'integer' && found !== 'string') {
    const message = `Invalid value: "": "${path}" must validate at least one schema (anyOf)`;
    const none = { reason: 'FieldValueInvalid', message, field: '<nil>' };
    return [wrongType(value, 'integer,string', path), none, wrongType(value, 'integer', path)];
  }
  if (schema.pattern === undefined || typeof value !== 'string' || new RegExp(schema.pattern).test(value)) {
    return [];
  }
  const message = `Invalid value: ${JSON.stringify(value)}: ${path} in body should match '${schema.pattern}'`;
  return [{ reason: 'FieldValueInvalid', message, field: path }];
}

function wrongType(value: unknown, expectedType: string, path: string): Cause {
  const found = JSON.stringify(typeName(value));
  const message = `Invalid value: ${found}: ${path} in body must be of type ${expectedType}: ${found}`;
  return { reason: 'FieldValueTypeInvalid', message, field: path };
}

/** typeName returns a JSON value's type as OpenAPI names it; an integer must fit in 64 bits. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'integer' : 'number';
  }
  return typeof value;
}
