import {
  isScalar,
  jsonFields,
  type MessageField,
  type ScalarType,
} from '#simulator/protobuf/message-table.ts';

type OpenApi = Record<string, unknown>;

/** How a document refers to another schema: OpenAPI 3.0 allows nothing beside a `$ref`, so a field wraps it. */
export type Reference = (schemaName: string) => OpenApi;

/** messageSchemaName returns the name by which Kubernetes publishes a message: `io.k8s.api.core.v1.PodSpec`. */
export function messageSchemaName(message: string): string {
  return message.startsWith('meta.') ? `io.k8s.apimachinery.pkg.apis.${message}` : `io.k8s.api.${message}`;
}

/**
 * messageSchemas returns the schemas, by name, of these messages and of all that they contain. They have each field with its type and its
 * strategic merge, but neither descriptions nor which fields are required.
 */
export function messageSchemas(messages: readonly string[], reference: Reference): Record<string, OpenApi> {
  const schemas: Record<string, OpenApi> = {};
  const visit = (message: string): void => {
    const name = messageSchemaName(message);
    if (isScalar(message) || schemas[name] !== undefined) return;
    const fields = [...jsonFields(message).values()];
    schemas[name] = {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name, property(field, reference)])),
    };
    for (const { type } of fields) visit(type);
  };
  for (const message of messages) visit(message);
  return schemas;
}

function property({ type, shape, patch }: MessageField, reference: Reference): OpenApi {
  const value = isScalar(type) ? SCALARS[type] : reference(messageSchemaName(type));
  const strategy =
    patch === undefined
      ? {}
      : {
          'x-kubernetes-patch-strategy': patch.strategy,
          ...(patch.key === '' ? {} : { 'x-kubernetes-patch-merge-key': patch.key }),
        };
  if (shape === 'list') return { type: 'array', items: value, ...strategy };
  if (shape === 'map') return { type: 'object', additionalProperties: value };
  return { ...value, ...strategy };
}

/** As in Kubernetes' own documents. */
const SCALARS: Readonly<Record<ScalarType, OpenApi>> = {
  string: { type: 'string' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  bool: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
  time: { type: 'string', format: 'date-time' },
  microTime: { type: 'string', format: 'date-time' },
  quantity: { type: 'string' },
  intOrString: { type: 'string', format: 'int-or-string' },
  raw: { type: 'object' },
  strings: { type: 'array', items: { type: 'string' } },
};
