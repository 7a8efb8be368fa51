import type { StatusError } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { duplicateFields, duplicateKeys } from '#simulator/requests/duplicate-fields.ts';
import type { WriteRequest } from '#simulator/requests/write-options.ts';
import { builtinMessage, unknownBuiltinFields, withoutUnknownFields } from '#simulator/schema/builtin.ts';
import { builtinTypeError } from '#simulator/schema/builtin-types.ts';
import { unknownFields } from '#simulator/schema/prune.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

/**
 * strictErrors returns the strict decoding errors for an object: duplicate fields in the text, then unknown fields.
 */
export function strictErrors(
  definition: ResourceDefinition,
  object: JsonObject,
  text: string,
  contentType: string,
): string[] {
  const message = builtinMessage(definition);
  const unknown =
    message === undefined
      ? unknownFields(object, schemaOf(definition))
      : unknownBuiltinFields(object, message);
  return [...duplicateErrors(text, contentType), ...unknown.map((path) => `unknown field "${path}"`)];
}

/**
 * checkTypes rejects an object of a built-in kind with a value that its field cannot hold, whatever `fieldValidation` says: a real API
 * server fails to decode it. Custom kinds are checked by their schema.
 */
export function checkTypes(
  definition: ResourceDefinition,
  object: JsonObject,
  refusal: (why: string) => StatusError,
): void {
  const message = builtinMessage(definition);
  const error = message === undefined ? undefined : builtinTypeError(object, message);
  if (error !== undefined) throw refusal(error);
}

/** decoded returns what is stored of an object: the fields of a built-in kind. Unknown fields of custom kinds are pruned in the store. */
export function decoded(definition: ResourceDefinition, object: JsonObject): JsonObject {
  const message = builtinMessage(definition);
  return message === undefined ? object : withoutUnknownFields(object, message);
}

/** duplicateErrors returns errors for fields that a text contains twice; none for a binary body. */
function duplicateErrors(text: string, contentType: string): string[] {
  if (contentType.includes('protobuf') || text.trim() === '') return [];
  if (!contentType.includes('yaml')) return duplicateFields(text).map((path) => `duplicate field "${path}"`);
  const keys = duplicateKeys(text);
  return keys.length === 0 ? [] : [`yaml: unmarshal errors:\n${keys.map((key) => `  ${key}`).join('\n')}`];
}

const OPERATION_FIELDS = new Set(['op', 'path', 'from', 'value']);

/** patchErrors returns the strict decoding errors for a patch itself. */
export function patchErrors(patch: unknown, text: string): string[] {
  const duplicates = duplicateErrors(text, 'application/json');
  if (!Array.isArray(patch)) return duplicates;
  const unknown = patch.flatMap((operation: unknown, index) =>
    isJsonObject(operation)
      ? Object.keys(operation)
          .filter((name) => !OPERATION_FIELDS.has(name))
          .map((name) => `[${index}].${name}`)
      : [],
  );
  return [...duplicates, ...unknown.map((path) => `unknown field "${path}"`)].map(
    (error) => `json patch ${error}`,
  );
}

/**
 * checkFields handles strict decoding errors as the request's `fieldValidation` says: it rejects the body (Strict), ignores them (Ignore),
 * or, by default and as a real API server does, adds a warning for each.
 */
export function checkFields(
  { request, warn }: Pick<WriteRequest, 'request' | 'warn'>,
  errors: readonly string[],
  refusal: (why: string) => StatusError,
): void {
  const validation = request.query.get('fieldValidation');
  if (validation === 'Ignore' || errors.length === 0) return;
  if (validation === 'Strict') throw refusal(`strict decoding error: ${errors.join(', ')}`);
  for (const error of errors) warn(error);
}
