import {
  isScalar,
  type Message,
  type MessageField,
  message,
  type ScalarType,
} from '#simulator/protobuf/message-table.ts';
import {
  bytesOf,
  fieldsOf,
  numberOf,
  ProtobufError,
  type WireValue,
} from '#simulator/protobuf/wire-format.ts';

/** Metadata that only the server sets: left out, so that a client may send back what it read. */
const SET_BY_SERVER = new Set([
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]);

/**
 * decodeMessage decodes a message into the JSON that Go writes for it: zero values that `omitempty` leaves out are left out. Throws
 * ProtobufError rather than drop an unknown field.
 */
export function decodeMessage(bytes: Uint8Array, name: string): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const fields: Message = message(name);
  for (const [number, value] of fieldsOf(bytes)) {
    const field = fields.get(number);
    if (field === undefined) throw new ProtobufError(`field ${number} of ${name} is unknown`);
    if (name === 'meta.v1.ObjectMeta' && SET_BY_SERVER.has(field.name)) continue;
    if (field.isInline) Object.assign(object, decodeMessage(bytesOf(value), field.type));
    else addField(object, field, value);
  }
  return object;
}

function addField(object: Record<string, unknown>, field: MessageField, value: WireValue): void {
  const { name, type, shape, keepsZero } = field;
  if (shape === 'map') {
    const [key, held] = decodeEntry(bytesOf(value), type);
    object[name] = { ...(object[name] as object | undefined), [key]: held };
    return;
  }
  const decoded = decodeValue(value, type);
  if (shape === 'list') object[name] = [...((object[name] as unknown[] | undefined) ?? []), decoded];
  else if (keepsZero || (decoded !== '' && decoded !== 0 && decoded !== false)) object[name] = decoded;
}

/** A map is a list of messages with a key and a value; a zero is left out of them. */
function decodeEntry(bytes: Uint8Array, type: string): [key: string, value: unknown] {
  let key = '';
  let held: unknown = isScalar(type) ? '' : {};
  for (const [number, value] of fieldsOf(bytes)) {
    if (number === 1) key = textOf(value);
    else held = decodeValue(value, type);
  }
  return [key, held];
}

const textOf = (value: WireValue): string => new TextDecoder().decode(bytesOf(value));

function decodeValue(value: WireValue, type: string): unknown {
  return isScalar(type) ? SCALARS[type](value) : decodeMessage(bytesOf(value), type);
}

type Decode = (value: WireValue) => unknown;

const SCALARS: Readonly<Record<ScalarType, Decode>> = {
  string: textOf,
  bytes: (value) => Buffer.from(bytesOf(value)).toString('base64'),
  int32: numberOf,
  int64: numberOf,
  double: numberOf,
  bool: (value) => numberOf(value) !== 0,
  time: (value) => timeText(bytesOf(value), 'time'),
  microTime: (value) => timeText(bytesOf(value), 'microTime'),
  intOrString(value) {
    const { type = 0, intVal = 0, strVal = '' } = numbered(value, ['', 'type', 'intVal', 'strVal']);
    return type === 0 ? intVal : strVal;
  },
  quantity: (value) => numbered(value, ['', 'string'])['string'] ?? '0',
  raw: rawJson,
  strings: (value) => [...fieldsOf(bytesOf(value))].map(([, item]) => textOf(item)),
};

/** numbered decodes a message of texts and numbers whose fields have these names. */
function numbered(value: WireValue, names: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    [...fieldsOf(bytesOf(value))].map(([number, held]) => [
      names[number] ?? '',
      held.wire === 2 ? textOf(held) : numberOf(held),
    ]),
  );
}

/** runtime.RawExtension and FieldsV1: JSON in one field; an empty one is null. */
function rawJson(value: WireValue): unknown {
  const raw = numbered(value, ['', 'raw'])['raw'];
  if (typeof raw !== 'string') return null;
  try {
    return JSON.parse(raw) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProtobufError('the embedded value is not JSON');
  }
}

/** metav1.Time and MicroTime, which are RFC 3339 in JSON; the zero time, an empty message in Go, is null. */
function timeText(bytes: Uint8Array, type: 'time' | 'microTime'): string | null {
  const parts = new Map([...fieldsOf(bytes)].map(([number, value]) => [number, numberOf(value)]));
  const seconds = parts.get(1);
  if (seconds === undefined) return null;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  const micros = Math.floor((parts.get(2) ?? 0) / 1000);
  return type === 'time' ? `${text}Z` : `${text}.${String(micros).padStart(6, '0')}Z`;
}
