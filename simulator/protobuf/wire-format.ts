/** A body that does not decode, or that has an unknown field. */
export class ProtobufError extends Error {
  override name = 'ProtobufError' as const;
}

/** A field's value on the wire: a number, eight bytes of a float, or the bytes of a text or message. */
export type WireValue = { wire: 0; value: bigint } | { wire: 1 | 2; value: Uint8Array };

/** bytesOf returns the bytes of a text or message. Throws ProtobufError for a number. */
export function bytesOf(value: WireValue): Uint8Array {
  if (value.wire !== 2) throw new ProtobufError('expected a text or message, found a number');
  return value.value;
}

/** numberOf returns an integer, negative ones included, or a float. Throws ProtobufError for a text or message. */
export function numberOf(value: WireValue): number {
  if (value.wire === 0) return Number(BigInt.asIntN(64, value.value));
  if (value.wire === 1) return Buffer.from(value.value).readDoubleLE();
  throw new ProtobufError('expected a number, found a text or message');
}

/** fieldsOf yields the number and the value of each field of a message. Throws ProtobufError for bytes that are not a message. */
export function* fieldsOf(bytes: Uint8Array): Generator<[number, WireValue]> {
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
    } else if (wire === 1 || wire === 2) {
      const length = wire === 1 ? 8 : Number(varint());
      const end = position + length;
      if (end > bytes.length) throw new ProtobufError('the message ends within a field');
      yield [tag >>> 3, { wire, value: bytes.subarray(position, end) }];
      position = end;
    } else {
      throw new ProtobufError(`wire type ${wire} is not used by Kubernetes`);
    }
  }
}
