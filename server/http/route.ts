import { openAccess } from '#server/access/open-access.ts';
import type { Session } from '#server/access/sessions.ts';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';
import { type Caller, callerKey } from '#server/caller.ts';
import { openCluster, openHost } from '#server/cluster.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import { ApiError, errorResponse } from '#server/http/api-error.ts';
import { checkApiRequest } from '#server/http/guard.ts';

/** What a route of one cluster gets: who asks, the cluster that the address names, and the request. */
export interface ClusterRequest {
  caller: Caller;
  /** The session that the caller's page belongs to; absent for scripts. */
  session: Session | undefined;
  cluster: Cluster;
  request: Request;
  url: URL;
}

/**
 * answer runs a route handler of the HTTP API behind the guard, and turns whatever it throws into the one body of refusals.
 * `name` is the address's cluster segment, decoded: Next hands route handlers decoded segments (and pages raw ones).
 */
export async function answer(
  request: Request,
  name: string,
  handler: (context: ClusterRequest) => Promise<Response>,
): Promise<Response> {
  // Next answers HEAD by the handler of GET: nobody would read the stream that it opens, and nobody end it.
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

/** auditedBy names in an audit line who acts on the cluster, and which browser: the mark of its session, which scripts have none of. */
export function auditedBy({
  caller,
  session,
  cluster,
}: Pick<ClusterRequest, 'caller' | 'session' | 'cluster'>): {
  person: string | null;
  caller: string;
  session: string | undefined;
} {
  return { person: cluster.person(), caller: callerKey(caller), session: session?.mark };
}

/** answerNowhere answers what the HTTP API does not have, whoever asks, so that no page of Next does. */
export function answerNowhere(request: Request): Response {
  const { pathname } = new URL(request.url);
  return answerRefusal(new ApiError('notFound', `The HTTP API has no ${pathname.slice(0, 300)}.`), request);
}

/** answerRefusal turns whatever was thrown into the one body of refusals; counts it, and logs what is a fault of Sluice's own. */
export function answerRefusal(error: unknown, request: Request): Response {
  const refusal = clusterRefusal(error);
  const { log, refusals } = openCluster();
  refusals.note(refusal.code);
  if (refusal.code === 'internal')
    log.error({ err: error, path: new URL(request.url).pathname }, 'a request failed');
  return guarded(errorResponse(refusal));
}

/** Answers of the API are data: no page may embed them, no browser take them for something else, no cache mix two callers up. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  vary: 'Cookie, Authorization',
};

/** guarded adds them. */
export function guarded(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}

/**
 * decodeSegment decodes a path segment as Next hands it to pages, which is as it stands in the address; a malformed one stays as it is
 * and matches nothing. Route handlers get theirs decoded: decoded again, a name with a percent sign would become another.
 */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
