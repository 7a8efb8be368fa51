import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { isScalar, jsonFields, type MessageField, messageName } from '#simulator/protobuf/message-table.ts';

/** builtinMessage returns the message of a built-in kind; undefined for a custom kind and for CustomResourceDefinitions. */
export function builtinMessage(type: ResourceDefinition): string | undefined {
  return type.custom ? undefined : messageName(apiVersionOf(type), type.kind);
}

/**
 * unknownBuiltinFields returns the paths of fields that a message does not have, sorted, those of metadata first, as a real API server
 * reports them. Types are not checked.
 */
export function unknownBuiltinFields(object: JsonObject, message: string): string[] {
  const { apiVersion: _v, kind: _k, metadata, ...fields } = object;
  const inMetadata = unknownIn({ metadata }, message, '');
  return [...inMetadata.sort(), ...unknownIn(fields, message, '').sort()];
}

function unknownIn(value: unknown, type: string, path: string): string[] {
  if (isScalar(type) || !isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const where = path === '' ? name : `${path}.${name}`;
    const field = jsonFields(type).get(name);
    return field === undefined ? [where] : unknownInField(item, field, where);
  });
}

function unknownInField(value: unknown, { type, shape }: MessageField, path: string): string[] {
  if (shape === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownIn(item, type, `${path}[${index}]`));
  }
  if (shape === 'map' && isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => unknownIn(item, type, `${path}.${key}`));
  }
  return shape === 'one' ? unknownIn(value, type, path) : [];
}

/**
 * withoutUnknownFields returns an object without the fields that its message does not have, which a real API server never decodes, and
 * without those that are null, which it decodes as absent.
 */
export function withoutUnknownFields(object: JsonObject, message: string): JsonObject {
  const { apiVersion, kind, ...fields } = object;
  return { apiVersion, kind, ...knownIn(fields, message) };
}

function knownIn(object: JsonObject, type: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, item]) => {
      const field = jsonFields(type).get(name);
      return field === undefined || item === null ? [] : [[name, knownInField(item, field)]];
    }),
  );
}

function knownInField(value: unknown, { type, shape }: MessageField): unknown {
  if (isScalar(type)) return value;
  if (shape === 'list' && Array.isArray(value)) {
    return value.map((item: unknown) => (isJsonObject(item) ? knownIn(item, type) : item));
  }
  return shape === 'one' && isJsonObject(value) ? knownIn(value, type) : value;
}
