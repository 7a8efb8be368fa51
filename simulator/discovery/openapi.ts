import { apiVersionOf, collectionPath } from '#lib/kubernetes/resource.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { messageSchemaName, messageSchemas, type Reference } from '#simulator/discovery/builtin-schemas.ts';
import { acceptedPatches } from '#simulator/requests/write-request.ts';
import { builtinMessage } from '#simulator/schema/builtin.ts';
import { OBJECT_META } from '#simulator/schema/object-meta.ts';
import { toOpenApi } from '#simulator/schema/open-api.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

const INFO = { title: 'Kubernetes', version: 'v1.34.0' };

const groupPath = (type: { group: string; version: string }): string =>
  `${type.group === '' ? 'api' : 'apis'}/${apiVersionOf(type)}`;

/** The body of `/openapi/v3`: the location of each group version's document. */
export function openApiIndex(types: readonly ResourceDefinition[]): unknown {
  const paths = [...new Set(types.map(groupPath))];
  return {
    paths: Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }])),
  };
}

/**
 * openApiDocument returns the OpenAPI v3 document of one group version; undefined when it is not served. It describes custom kinds by their
 * schema, and built-in ones by their fields, without descriptions; a kind without either has any fields. The PATCH parameters tell kubectl
 * that the server handles `fieldValidation`, so that kubectl does not validate client-side.
 */
export function openApiDocument(types: readonly ResourceDefinition[], path: string): unknown {
  const members = types.filter((type) => groupPath(type) === path);
  if (members.length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: INFO,
    paths: Object.fromEntries(members.flatMap(pathsOf)),
    components: {
      schemas: schemasOf(members, (name) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] })),
    },
  };
}

/** The body of `/openapi/v2` for clients that read JSON. */
export function openApiV2(types: readonly ResourceDefinition[]): unknown {
  return {
    swagger: '2.0',
    info: INFO,
    paths: {},
    definitions: schemasOf(types, (name) => ({ $ref: `#/definitions/${name}` })),
  };
}

/** schemasOf returns the schemas of these types, and of the messages that built-in ones contain. */
function schemasOf(types: readonly ResourceDefinition[], reference: Reference): Record<string, unknown> {
  const messages = types.flatMap((type) => builtinMessage(type) ?? []);
  const schemas: Record<string, unknown> = messageSchemas(messages, reference);
  for (const type of types) {
    const name = schemaName(type);
    schemas[name] = describe(type, schemas[name]);
  }
  return schemas;
}

function schemaName(type: ResourceDefinition): string {
  const message = builtinMessage(type);
  if (message !== undefined) return messageSchemaName(message);
  const group = type.group === '' ? 'core' : type.group;
  return `${group.split('.').reverse().join('.')}.${type.version}.${type.kind}`;
}

/** describe returns a type's schema; `message` is that of a built-in kind's message, which lacks what identifies the kind. */
function describe(type: ResourceDefinition, message: unknown): unknown {
  const { group, version, kind } = type;
  const identity = { apiVersion: { type: 'string' }, kind: { type: 'string' } };
  const description = `${kind} of ${apiVersionOf(type)}.`;
  const extension = { 'x-kubernetes-group-version-kind': [{ group, version, kind }] };
  if (isJsonObject(message)) {
    const properties = { ...identity, ...(message['properties'] as JsonObject) };
    return { ...message, description, properties, ...extension };
  }
  const schema = type.custom ? schemaOf(type) : undefined;
  const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const fields =
    schema === undefined
      ? { spec: any, status: any }
      : Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, toOpenApi(field)]));
  return {
    type: 'object',
    description,
    properties: {
      ...identity,
      metadata: toOpenApi(OBJECT_META),
      ...fields,
    },
    ...(schema === undefined ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    ...extension,
  };
}

function pathsOf(type: ResourceDefinition): [string, unknown][] {
  const collection = type.namespaced
    ? collectionPath(type, 'x').replace('/x/', '/{namespace}/')
    : collectionPath(type);
  const operation = (action: string, extra: Record<string, unknown> = {}): unknown => ({
    operationId: `${action}${type.kind}`,
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(type)}` } } },
      },
    },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group: type.group, version: type.version, kind: type.kind },
    ...extra,
  });
  const writing = {
    parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
      name,
      in: 'query',
      schema: { type: 'string', uniqueItems: true },
    })),
  };
  const patchTypes = acceptedPatches(type);
  const requestBody = {
    content: Object.fromEntries(patchTypes.map((patchType) => [patchType, { schema: { type: 'object' } }])),
  };
  return [
    [collection, { get: operation('list'), post: operation('post', writing) }],
    [
      `${collection}/{name}`,
      {
        get: operation('get'),
        put: operation('put', writing),
        patch: operation('patch', { ...writing, requestBody }),
        delete: operation('delete'),
      },
    ],
  ];
}
