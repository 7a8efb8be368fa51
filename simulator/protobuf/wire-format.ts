/** How to decode a message's field; a message maps field numbers to fields. */
export type ProtobufField =
  | {
      name: string;
      type: 'string' | 'int' | 'bool' | 'bytes' | 'intOrString' | 'time' | 'microTime';
      repeated?: true;
    }
  /** Not decoded: only the server uses it. */
  | { name: string; type: 'ignored'; repeated?: never }
  | { name: string; type: 'map' | 'bytesMap'; repeated?: never }
  | { name: string; type: ProtobufMessage; repeated?: true };
export type ProtobufMessage = { readonly [fieldNumber: number]: ProtobufField };

/** A body that does not decode, or that has an unknown field. */
export class ProtobufError extends Error {
  override name = 'ProtobufError' as const;
}

type Value = { wire: 0; value: bigint } | { wire: 2; value: Uint8Array };

/** decodeProtobuf decodes a message into JSON, by its field table. Throws ProtobufError rather than drop an unknown field. */
export function decodeProtobuf(bytes: Uint8Array, message: ProtobufMessage): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [number, value] of fieldsOf(bytes)) {
    const field = message[number];
    if (field === undefined) throw new ProtobufError(`field ${number} is not known here`);
    if (field.type === 'ignored') continue;
    if (field.type === 'map' || field.type === 'bytesMap') {
      const { key, value: held } = decodeEntry(bytesOf(value), field.type);
      object[field.name] = { ...(object[field.name] as object | undefined), [key]: held };
    } else if (field.repeated === true) {
      const list = (object[field.name] ?? []) as unknown[];
      object[field.name] = [...list, decodeValue(value, field.type)];
    } else {
      object[field.name] = decodeValue(value, field.type);
    }
  }
  return object;
}

const MAP_ENTRY = { 1: { name: 'key', type: 'string' }, 2: { name: 'value', type: 'string' } } as const;
const BYTES_MAP_ENTRY = { 1: { name: 'key', type: 'string' }, 2: { name: 'value', type: 'bytes' } } as const;

/** Bytes are base64 in JSON. */
function decodeEntry(bytes: Uint8Array, type: 'map' | 'bytesMap'): { key: string; value: string } {
  const entry = decodeProtobuf(bytes, type === 'map' ? MAP_ENTRY : BYTES_MAP_ENTRY);
  const { key = '', value = '' } = entry as { key?: string; value?: string | Uint8Array };
  return { key, value: typeof value === 'string' ? value : Buffer.from(value).toString('base64') };
}
/** metav1.Time and MicroTime, which are RFC 3339 in JSON. */
const TIMESTAMP: ProtobufMessage = { 1: { name: 'seconds', type: 'int' }, 2: { name: 'nanos', type: 'int' } };
const INT_OR_STRING: ProtobufMessage = {
  1: { name: 'type', type: 'int' },
  2: { name: 'int', type: 'int' },
  3: { name: 'string', type: 'string' },
};

function decodeValue(
  value: Value,
  type: Exclude<ProtobufField['type'], 'map' | 'bytesMap' | 'ignored'>,
): unknown {
  switch (type) {
    case 'string':
      return new TextDecoder().decode(bytesOf(value));
    case 'bytes':
      return bytesOf(value);
    case 'int':
      return Number(BigInt.asIntN(64, integerOf(value)));
    case 'bool':
      return integerOf(value) !== 0n;
    case 'time':
    case 'microTime':
      return timeText(bytesOf(value), type);
    case 'intOrString': {
      const { type: kind = 0, int = 0, string = '' } = decodeProtobuf(bytesOf(value), INT_OR_STRING);
      return kind === 0 ? int : string;
    }
    default:
      return decodeProtobuf(bytesOf(value), type);
  }
}

/** The zero time, an empty message in Go, becomes null. */
function timeText(bytes: Uint8Array, type: 'time' | 'microTime'): string | null {
  const { seconds, nanos = 0 } = decodeProtobuf(bytes, TIMESTAMP) as { seconds?: number; nanos?: number };
  if (seconds === undefined) return null;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return type === 'time' ? `${text}Z` : `${text}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

function bytesOf(value: Value): Uint8Array {
  if (value.wire !== 2) throw new ProtobufError('a number stands where a text or message should');
  return value.value;
}

function integerOf(value: Value): bigint {
  if (value.wire !== 0) throw new ProtobufError('a text or message stands where a number should');
  return value.value;
}

function* fieldsOf(bytes: Uint8Array): Generator<[number, Value]> {
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[position];
      if (byte === undefined) throw new ProtobufError('the message ends within a number');
      position += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('a number is too long');
  };
  while (position < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) {
      yield [tag >>> 3, { wire, value: varint() }];
    } else if (wire === 2) {
      const end = Number(varint()) + position;
      if (end > bytes.length) throw new ProtobufError('the message ends within a field');
      yield [tag >>> 3, { wire, value: bytes.subarray(position, end) }];
      position = end;
    } else {
      throw new ProtobufError(`wire type ${wire} is not used by Kubernetes`);
    }
  }
}
