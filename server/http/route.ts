import { openAccess } from '#server/access/open-access.ts';
import type { Session } from '#server/access/sessions.ts';
import type { Caller } from '#server/caller.ts';
import { openCluster, openHost } from '#server/cluster.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import { ApiError, errorResponse } from '#server/http/api-error.ts';
import { checkApiRequest } from '#server/http/guard.ts';
import { toApiError } from '#server/http/to-api-error.ts';

/** Input of a cluster route: the caller, the cluster that the address names, and the request. */
export interface ClusterRequest {
  caller: Caller;
  /** Session of the caller's page; absent for scripts. */
  session: Session | undefined;
  cluster: Cluster;
  request: Request;
  url: URL;
}

/**
 * answer runs a route handler of the HTTP API behind the guard, and turns anything it throws into the common error body. `name` is the
 * cluster segment of the address, decoded: Next passes decoded segments to route handlers (and raw ones to pages).
 */
export async function answer(
  request: Request,
  name: string,
  handler: (context: ClusterRequest) => Promise<Response>,
): Promise<Response> {
  // Next answers HEAD with the GET handler: nobody would read the stream that it opens, and nobody would close it.
  if (request.method === 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET' } });
  try {
    const host = openHost();
    const { caller, session } = checkApiRequest(request, openAccess());
    const response = await host.use(request.method === 'GET' ? 'read' : 'write', async (cluster) => {
      if (name !== cluster.name)
        throw new ApiError(
          'notFound',
          `There is no cluster ${name.slice(0, 300)} here; this Sluice watches ${cluster.name}.`,
        );
      return await handler({ caller, session, cluster, request, url: new URL(request.url) });
    });
    return guarded(response);
  } catch (error) {
    return answerRefusal(error, request);
  }
}

/** answerNowhere answers paths that the HTTP API does not have, whoever the caller, so that no Next page does. */
export function answerNowhere(request: Request): Response {
  const { pathname } = new URL(request.url);
  return answerRefusal(new ApiError('notFound', `The HTTP API has no ${pathname.slice(0, 300)}.`), request);
}

/** answerRefusal turns anything thrown into the common error body. It counts it, and logs it if Sluice itself is at fault. */
function answerRefusal(error: unknown, request: Request): Response {
  const refusal = toApiError(error);
  const { log, refusals } = openCluster();
  refusals.note(refusal.code);
  if (refusal.code === 'internal')
    log.error({ err: error, path: new URL(request.url).pathname }, 'a request failed');
  return guarded(errorResponse(refusal));
}

/** API responses are data: no page may embed them, no browser may guess another type, no cache may mix up two callers. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  vary: 'Cookie, Authorization',
};

/** guarded adds these headers to a response. */
export function guarded(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}

/**
 * decodeSegment decodes a path segment that Next passes to a page, which is as it appears in the address. A malformed one stays as it is
 * and matches nothing. Do not use it in route handlers, whose segments are already decoded: decoding again would change a name with a
 * percent sign.
 */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
