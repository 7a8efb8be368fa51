/** A protobuf field: a number, a string, or a message of such fields. */
export type Field = readonly [number: number, value: number | string | readonly Field[]];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

function encode(fields: readonly Field[]): Uint8Array {
  const bytes = fields.flatMap(([number, value]) => {
    if (typeof value === 'number') return [...varint(number * 8), ...varint(value)];
    const held = typeof value === 'string' ? new TextEncoder().encode(value) : encode(value);
    return [...varint(number * 8 + 2), ...varint(held.length), ...held];
  });
  return Uint8Array.from(bytes);
}

/** protobufBody wraps an object as client-go's protobuf serializer does. */
export function protobufBody(apiVersion: string, kind: string, fields: readonly Field[]): Uint8Array {
  const raw = encode(fields);
  const names: Field[] = [
    [1, apiVersion],
    [2, kind],
  ];
  const type = encode([[1, names]]);
  return Uint8Array.from([0x6b, 0x38, 0x73, 0, ...type, ...varint(2 * 8 + 2), ...varint(raw.length), ...raw]);
}
