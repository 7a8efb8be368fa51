import { duplicateFields, duplicateKeys } from '#simulator/api/duplicate-fields.ts';
import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import type { WriteRequest } from '#simulator/api/write-options.ts';
import type { StatusError } from '#simulator/contract.ts';
import { unknownFields } from '#simulator/schema/prune.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

/**
 * strictErrors returns what strict decoding has against an object, in its words: duplicate fields of the text, then unknown fields. Of
 * built-in kinds only the fields of metadata are known.
 */
export function strictErrors(
  definition: ResourceDefinition,
  object: JsonObject,
  text: string,
  contentType: string,
): string[] {
  const unknown = unknownFields(object, schemaOf(definition)).map((path) => `unknown field "${path}"`);
  return [...duplicateErrors(text, contentType), ...unknown];
}

/** duplicateErrors returns the fields that a text gives twice; none for a body that is no text. */
export function duplicateErrors(text: string, contentType: string): string[] {
  if (contentType.includes('protobuf') || text.trim() === '') return [];
  if (!contentType.includes('yaml')) return duplicateFields(text).map((path) => `duplicate field "${path}"`);
  const keys = duplicateKeys(text);
  return keys.length === 0 ? [] : [`yaml: unmarshal errors:\n${keys.map((key) => `  ${key}`).join('\n')}`];
}

const OPERATION_FIELDS = new Set(['op', 'path', 'from', 'value']);

/** patchErrors returns what strict decoding has against a patch itself. */
export function patchErrors(patch: unknown, text: string): string[] {
  const twice = duplicateErrors(text, 'application/json');
  if (!Array.isArray(patch)) return twice;
  const unknown = patch.flatMap((operation: unknown, index) =>
    isJsonObject(operation)
      ? Object.keys(operation)
          .filter((name) => !OPERATION_FIELDS.has(name))
          .map((name) => `[${index}].${name}`)
      : [],
  );
  return [...twice, ...unknown.map((path) => `unknown field "${path}"`)].map(
    (error) => `json patch ${error}`,
  );
}

/**
 * checkFields warns of what strict decoding has against a body, as a real API server does unless it is told to ignore it, or refuses it
 * where the request says so.
 */
export function checkFields(
  { request, warn }: Pick<WriteRequest, 'request' | 'warn'>,
  errors: readonly string[],
  refusal: (why: string) => StatusError,
): void {
  const asked = request.query.get('fieldValidation');
  if (asked === 'Ignore' || errors.length === 0) return;
  if (asked === 'Strict') throw refusal(`strict decoding error: ${errors.join(', ')}`);
  for (const error of errors) warn(error);
}
