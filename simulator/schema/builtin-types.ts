import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { parseQuantity } from '#simulator/go/quantity-value.ts';
import {
  isScalar,
  jsonFields,
  type MessageField,
  type ScalarType,
} from '#simulator/protobuf/message-table.ts';

/** A value that Go cannot decode. Decoding ends at once at a final one; otherwise it continues and reports the first. */
interface DecodeError {
  text: string;
  isFinal: boolean;
}

const GO_TYPES: Readonly<Partial<Record<ScalarType, string>>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  bool: 'bool',
  bytes: '[]uint8',
  double: 'float64',
  strings: '[]string',
};
const LIMITS: Readonly<Partial<Record<ScalarType, number>>> = { int32: 2 ** 31, int64: 2 ** 63 };
/** Go's layouts of times, as its parser's errors name them. */
const LAYOUTS: Readonly<Partial<Record<ScalarType, string>>> = {
  time: '2006-01-02T15:04:05Z07:00',
  microTime: '2006-01-02T15:04:05.000000Z07:00',
};
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const QUANTITY_RULE =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/**
 * builtinTypeError returns why Go cannot decode an object of a built-in kind, in the words of its `encoding/json`; undefined when it can.
 * The message names Go's basic type where upstream has a named string.
 */
export function builtinTypeError(object: JsonObject, message: string): string | undefined {
  const errors = errorsInMessage(object, message, '');
  return (errors.find(({ isFinal }) => isFinal) ?? errors[0])?.text;
}

function errorsInMessage(object: JsonObject, type: string, path: string): DecodeError[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const field = jsonFields(type).get(name);
    if (field === undefined || value === null) return [];
    return errorsInField(value, field, {
      owner: structOf(type),
      path: path === '' ? name : `${path}.${name}`,
    });
  });
}

/** Where a value is: the Go struct that has the field, and the field's path without indexes and keys. */
interface Place {
  owner: string;
  path: string;
}

function errorsInField(value: unknown, { type, shape }: MessageField, place: Place): DecodeError[] {
  switch (shape) {
    case 'one':
      return errorsInValue(value, type, place);
    case 'list':
      if (!Array.isArray(value)) return [mismatch(value, `[]${goType(type)}`, place)];
      return value.flatMap((item: unknown) => errorsInValue(item, type, place));
    case 'map':
    default:
      if (!isJsonObject(value)) return [mismatch(value, `map[string]${goType(type)}`, place)];
      return Object.values(value).flatMap((item) => errorsInValue(item, type, place));
  }
}

function errorsInValue(value: unknown, type: string, place: Place): DecodeError[] {
  if (value === null) return [];
  if (isScalar(type)) return errorsInScalar(value, type, place);
  return isJsonObject(value)
    ? errorsInMessage(value, type, place.path)
    : [mismatch(value, goType(type), place)];
}

function errorsInScalar(value: unknown, type: ScalarType, place: Place): DecodeError[] {
  switch (type) {
    case 'raw':
      return [];
    case 'intOrString':
      return typeof value === 'string' || isInteger(value, 'int32') ? [] : [unreadable(value, 'int32')];
    case 'quantity':
      return isQuantity(value) ? [] : [{ text: QUANTITY_RULE, isFinal: true }];
    case 'time':
    case 'microTime':
      return timeErrors(value, LAYOUTS[type] ?? '');
    case 'bytes':
      return typeof value === 'string' ? base64Errors(value) : [mismatch(value, '[]uint8', place)];
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? []
        : [mismatch(value, '[]string', place)];
    case 'int32':
    case 'int64':
      return isInteger(value, type) ? [] : [mismatch(value, type, place)];
    case 'string':
    case 'bool':
    case 'double':
    default:
      return typeof value === JSON_TYPES[type] ? [] : [mismatch(value, goType(type), place)];
  }
}

const JSON_TYPES = { string: 'string', bool: 'boolean', double: 'number' } as const;

function isInteger(value: unknown, type: ScalarType): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < (LIMITS[type] ?? 0);
}

function isQuantity(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && parseQuantity(value) !== undefined);
}

function timeErrors(value: unknown, layout: string): DecodeError[] {
  if (typeof value !== 'string') return [unreadable(value, 'string')];
  if (TIME.test(value) && !Number.isNaN(Date.parse(value))) return [];
  const quoted = JSON.stringify(value);
  return [{ text: `parsing time ${quoted} as "${layout}": cannot parse ${quoted} as "2006"`, isFinal: true }];
}

/** base64Errors reports the first byte that standard base64 does not have there (Go `encoding/base64`). */
function base64Errors(value: string): DecodeError[] {
  const good = /^[A-Za-z0-9+/]*/.exec(value)?.[0].length ?? 0;
  const padding = value.slice(good);
  if ((good + padding.length) % 4 === 0 && /^={0,2}$/.test(padding)) return [];
  return [{ text: `illegal base64 data at input byte ${good}`, isFinal: false }];
}

/** mismatch is the error for a value of another JSON type than its field's. */
function mismatch(value: unknown, type: string, { owner, path }: Place): DecodeError {
  const where = `Go struct field ${owner}.${path}`;
  return {
    text: `json: cannot unmarshal ${jsonType(value, type)} into ${where} of type ${type}`,
    isFinal: false,
  };
}

/** unreadable is the error of a type that decodes itself: it does not know which field it is. */
function unreadable(value: unknown, type: string): DecodeError {
  return {
    text: `json: cannot unmarshal ${jsonType(value, type)} into Go value of type ${type}`,
    isFinal: true,
  };
}

/** jsonType names a JSON type as Go does: with the value for a number that an integer cannot hold. */
function jsonType(value: unknown, type: string): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' && type.startsWith('int') ? `number ${value}` : typeof value;
}

function goType(type: string): string {
  if (isScalar(type)) return GO_TYPES[type] ?? type;
  const [, version = ''] = type.split('.');
  return `${version}.${structOf(type)}`;
}

const structOf = (type: string): string => type.slice(type.lastIndexOf('.') + 1);
