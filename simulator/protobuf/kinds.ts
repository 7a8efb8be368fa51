import { StatusError } from '#simulator/apimachinery/contract.ts';
import type { JsonObject } from '#simulator/apimachinery/json.ts';
import { decodeMessage } from '#simulator/protobuf/decode-message.ts';
import { messageName } from '#simulator/protobuf/message-table.ts';
import { bytesOf, fieldsOf, ProtobufError } from '#simulator/protobuf/wire-format.ts';

/** The bytes before every object (apimachinery v0.35 `pkg/runtime/serializer/protobuf`). */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/**
 * decodeKubernetesProtobuf decodes an object of a built-in kind. Throws BadRequest for a body that is not one, and UnsupportedMediaType
 * when it cannot decode the message completely.
 */
export function decodeKubernetesProtobuf(body: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, index) => body[index] === byte)) {
    throw new StatusError(400, 'BadRequest', 'provided data does not appear to be a protobuf message');
  }
  try {
    return decodeEnvelope(body.subarray(MAGIC.length));
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    const message = `the embedded cluster cannot read this object as protobuf, send JSON instead: ${error.message}`;
    throw new StatusError(415, 'UnsupportedMediaType', message);
  }
}

/** Reads runtime.Unknown, which wraps every object: its type (1) and the object's message (2). */
function decodeEnvelope(bytes: Uint8Array): JsonObject {
  const fields = new Map(fieldsOf(bytes));
  const [type, raw] = [fields.get(1), fields.get(2)];
  const names = new Map(type === undefined ? [] : fieldsOf(bytesOf(type)));
  const [apiVersion = '', kind = ''] = [1, 2].map((number) => {
    const value = names.get(number);
    return value === undefined ? '' : new TextDecoder().decode(bytesOf(value));
  });
  const name = messageName(apiVersion, kind);
  if (name === undefined || raw === undefined) throw new ProtobufError('its kind is unknown');
  return { apiVersion, kind, ...decodeMessage(bytesOf(raw), name) };
}
