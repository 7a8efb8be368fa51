import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  coreVersions,
} from '#simulator/api/discovery.ts';
import { sendJson, sendText } from '#simulator/api/http-io.ts';
import { isJson, parseAccept } from '#simulator/api/negotiate.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import { openApiDocument, openApiIndex, openApiV2 } from '#simulator/api/openapi.ts';
import { StatusError } from '#simulator/contract.ts';

/** The body of `/version`; Knative wants Kubernetes 1.34 or later. */
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

/** answerPath answers everything outside the resources: discovery, OpenAPI, version and health. */
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
  if (/^\/(healthz|livez|readyz)(\/.*)?$/.test(path)) {
    sendText(response, 200, 'ok', 'text/plain; charset=utf-8');
    return;
  }
  if ((path === '/api' || path === '/apis') && wantsAggregated(request)) {
    response.setHeader('Vary', 'Accept');
    sendJson(response, 200, aggregatedDiscovery(types, path === '/api'), AGGREGATED);
    return;
  }
  const body = bodyOf(store, path, request);
  if (body === undefined) {
    sendText(response, 404, '404 page not found\n', 'text/plain; charset=utf-8');
    return;
  }
  sendJson(response, 200, body);
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

function wantsAggregated(request: IncomingMessage): boolean {
  return parseAccept(request.headers.accept).some(
    (media) =>
      isJson(media) &&
      media.parameters.get('as') === 'APIGroupDiscoveryList' &&
      media.parameters.get('g') === 'apidiscovery.k8s.io' &&
      media.parameters.get('v') === 'v2',
  );
}
