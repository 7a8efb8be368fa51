import type { IncomingMessage, ServerResponse } from 'node:http';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  coreVersions,
} from '#simulator/discovery/discovery.ts';
import { healthText } from '#simulator/discovery/health.ts';
import { openApiDocument, openApiIndex, openApiV2 } from '#simulator/discovery/openapi.ts';
import { sendBytes, sendDocument, sendText } from '#simulator/http/http-io.ts';
import { isJson, parseAccept } from '#simulator/http/negotiate.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** The body of `/version`; Knative requires Kubernetes 1.34 or later. */
const VERSION = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.0+sluice-simulator',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: '',
  compiler: 'node',
  platform: `${process.platform}/${process.arch}`,
};

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const OPEN_API_V2 = 'application/com.github.proto-openapi.spec.v2';
const OPEN_API_V2_TYPE = `${OPEN_API_V2}.v1.0+protobuf`;
/**
 * An empty OpenAPI 2.0 document (its field 1 is `swagger`). kubectl reads OpenAPI v3, but requests this one before it reports that a kind
 * does not exist.
 */
const OPEN_API_V2_PROTOBUF = Buffer.from('\x0a\x032.0', 'latin1');

/** answerPath handles all non-resource paths: discovery, OpenAPI, version and health. */
export function answerPath(
  store: ClusterStore,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new StatusError(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {},
    );
  }
  const { types } = store;
  const health = healthText(path, new URL(request.url ?? '/', 'https://localhost').searchParams);
  if (health !== undefined) {
    sendText(response, 200, health, 'text/plain; charset=utf-8');
    return;
  }
  if (path === '/metrics') {
    throw new StatusError(404, 'NotFound', 'the embedded cluster has no metrics of its own', {});
  }
  if ((path === '/api' || path === '/apis') && wantsAggregated(request)) {
    response.setHeader('Vary', 'Accept');
    sendDocument(request, response, aggregatedDiscovery(types, path === '/api'), AGGREGATED);
    return;
  }
  if (path === '/openapi/v2' && prefersOpenApiProtobuf(request)) {
    sendBytes(response, 200, OPEN_API_V2_PROTOBUF, OPEN_API_V2_TYPE);
    return;
  }
  // The API server's own paths also work with a trailing slash.
  const body = bodyOf(store, path.length > 1 ? path.replace(/\/$/, '') : path, request);
  if (body === undefined) {
    sendText(response, 404, '404 page not found\n', 'text/plain; charset=utf-8');
    return;
  }
  sendDocument(request, response, body);
}

function bodyOf(store: ClusterStore, path: string, request: IncomingMessage): unknown {
  const { types } = store;
  switch (path) {
    case '/version':
      return VERSION;
    case '/api':
      return coreVersions(request.headers.host ?? '');
    case '/apis':
      return apiGroupList(types);
    case '/openapi/v3':
      return openApiIndex(types);
    case '/openapi/v2':
      if (!parseAccept(request.headers.accept).some(isJson)) {
        throw new StatusError(
          406,
          'NotAcceptable',
          'only the following media types are accepted: application/json',
        );
      }
      return openApiV2(types);
    case '/':
      return {
        paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'],
      };
    default:
  }
  if (path.startsWith('/openapi/v3/')) return openApiDocument(types, path.slice('/openapi/v3/'.length));
  const [root, ...rest] = path.split('/').filter((part) => part !== '');
  if (root === 'api' && rest.length === 1) return apiResourceList(types, '', rest[0] ?? '');
  if (root === 'apis' && rest.length === 1) return apiGroup(types, rest[0] ?? '');
  if (root === 'apis' && rest.length === 2) return apiResourceList(types, rest[0] ?? '', rest[1] ?? '');
  return undefined;
}

function prefersOpenApiProtobuf(request: IncomingMessage): boolean {
  const accepted = parseAccept(request.headers.accept);
  const first = accepted.find((media) => isJson(media) || media.type.startsWith(OPEN_API_V2));
  return first?.type.startsWith(OPEN_API_V2) === true;
}

function wantsAggregated(request: IncomingMessage): boolean {
  return parseAccept(request.headers.accept).some(
    (media) =>
      isJson(media) &&
      media.parameters.get('as') === 'APIGroupDiscoveryList' &&
      media.parameters.get('g') === 'apidiscovery.k8s.io' &&
      media.parameters.get('v') === 'v2',
  );
}
