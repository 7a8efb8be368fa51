import * as contract from '#lib/api/contract.ts';
import type { Endpoint } from '#lib/api/endpoint.ts';
import { errorBody } from '#lib/api/error-body.ts';
import { type ApiErrorCode, ERROR_STATUS } from '#lib/api/error-code.ts';
import { readinessAnswer } from '#lib/api/health.ts';
import { COLLECTIONS, snapshotMessage, streamMessage } from '#lib/api/topics.ts';
import * as z from '#lib/api/zod.ts';

// `npm run openapi` generates docs/openapi.json from the schemas in this folder.

type Schema = Record<string, unknown>;

/** Refusals of every path below /api. */
const COMMON: readonly ApiErrorCode[] = ['badRequest', 'unauthorized', 'crossSite', 'wrongHost', 'internal'];
/** Additional refusals of every path of a cluster. */
const OF_A_CLUSTER: readonly ApiErrorCode[] = ['clusterUnauthorized', 'tooMany', 'unreachable'];

/** Paths whose response is not a single JSON body, or that are not below /api. */
const OTHER_PATHS = {
  '/api/c/{cluster}/topics/{topic}': {
    get: {
      operationId: 'readTopic',
      summary: "A topic's snapshot with its cursor.",
      description: 'The topic is services, cluster, or service/<namespace>/<name> with unescaped slashes.',
      parameters: [pathParameter('cluster'), pathParameter('topic')],
      responses: { 200: json('Snapshot'), ...refusals([...COMMON, ...OF_A_CLUSTER, 'notFound']) },
    },
  },
  '/api/c/{cluster}/live': {
    get: {
      operationId: 'followTopics',
      summary: 'An event stream of the topics that it names, each from its cursor.',
      parameters: [pathParameter('cluster'), listParameter('topic', true), listParameter('cursor', false)],
      responses: {
        200: {
          description: 'Server-sent events; the data of each is one message.',
          content: { 'text/event-stream': { schema: ref('StreamMessage') } },
        },
        ...refusals([...COMMON, ...OF_A_CLUSTER, 'notFound']),
      },
    },
  },
  '/healthz': {
    get: {
      operationId: 'healthz',
      summary: 'The process is up.',
      security: [],
      responses: { 200: text('ok') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      summary: 'Whether every watched kind is listed, or known to be missing or forbidden.',
      security: [],
      responses: { 200: json('Readiness'), 503: json('Readiness') },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: "Sluice's own metrics, in the Prometheus text format.",
      responses: { 200: text('Metrics'), ...refusals(COMMON) },
    },
  },
};

/** openApiDocument describes the HTTP API (OpenAPI 3.1). */
export function openApiDocument(version: string): Schema {
  const endpoints: Endpoint[] = Object.values(contract);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const methods = (paths[endpoint.path] ??= {});
    methods[endpoint.method.toLowerCase()] = operationOf(endpoint);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sluice', version },
    servers: [{ url: 'http://127.0.0.1:3000' }],
    security: [{ scriptToken: [] }, { session: [], pageProof: [] }],
    paths: { ...paths, ...OTHER_PATHS },
    components: {
      securitySchemes: {
        scriptToken: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'sluice' },
        pageProof: { type: 'apiKey', in: 'header', name: 'x-sluice-page' },
      },
      schemas: componentSchemas(endpoints),
    },
  };
}

function operationOf({ id, path, summary, query, body, refusals: codes }: Endpoint): Schema {
  const ofCluster = path.startsWith('/api/c/') ? OF_A_CLUSTER : [];
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name)),
    ...(query === undefined ? [] : queryParameters(query)),
  ];
  const content = { 'application/json': { schema: ref(nameOf(id, 'Body')) } };
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content } }),
    responses: { 200: json(nameOf(id, 'Answer')), ...refusals([...COMMON, ...ofCluster, ...codes]) },
  };
}

function componentSchemas(endpoints: readonly Endpoint[]): Schema {
  const registry = z.registry<{ id: string }>();
  registry.add(errorBody, { id: 'Refusal' });
  registry.add(snapshotMessage, { id: 'Snapshot' });
  registry.add(streamMessage, { id: 'StreamMessage' });
  registry.add(readinessAnswer, { id: 'Readiness' });
  for (const [name, schema] of Object.entries(COLLECTIONS))
    registry.add(schema, { id: nameOf(name, 'View') });
  const own: Record<string, z.ZodMiniType> = {};
  for (const { id, body, answer } of endpoints) {
    if (body !== undefined) own[nameOf(id, 'Body')] = body;
    own[nameOf(id, 'Answer')] = answer;
  }
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const named = Object.entries(own).map(
    ([id, schema]) => [id, z.toJSONSchema(schema, { io: 'input' })] as const,
  );
  return Object.fromEntries([...Object.entries(schemas), ...named].map(([id, schema]) => [id, bare(schema)]));
}

/** bare removes the keywords that only a standalone schema document has. */
function bare({ $schema: _schema, $id: _id, ...schema }: Schema): Schema {
  return schema;
}

function queryParameters(query: z.ZodMiniType): Schema[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function pathParameter(name: string): Schema {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function listParameter(name: string, required: boolean): Schema {
  return { name, in: 'query', required, explode: true, schema: { type: 'array', items: { type: 'string' } } };
}

/** refusals groups the codes by status; several codes may share one. */
function refusals(codes: readonly ApiErrorCode[]): Schema {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => ERROR_STATUS[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      { ...json('Refusal'), description: `Refused: ${group.join(', ')}.` },
    ]),
  );
}

function json(schema: string): Schema {
  return { description: schema, content: { 'application/json': { schema: ref(schema) } } };
}

function text(description: string): Schema {
  return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
}

function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function nameOf(id: string, suffix: string): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}${suffix}`;
}
