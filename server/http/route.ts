import { openAccess } from '#server/access/open-access.ts';
import type { Session } from '#server/access/sessions.ts';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';
import type { Caller } from '#server/caller.ts';
import { type Cluster, openCluster } from '#server/cluster.ts';
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
 * `name` is the address's cluster segment.
 */
export async function answer(
  request: Request,
  name: string,
  handler: (context: ClusterRequest) => Promise<Response>,
): Promise<Response> {
  // Next answers HEAD by the handler of GET: nobody would read the stream that it opens, and nobody end it.
  if (request.method === 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET' } });
  try {
    const cluster = openCluster();
    const { caller, session } = checkApiRequest(request, openAccess());
    if (decode(name) !== cluster.name)
      throw new ApiError(
        'notFound',
        `There is no cluster ${decode(name)} here; this Sluice watches ${cluster.name}.`,
      );
    return await handler({ caller, session, cluster, request, url: new URL(request.url) });
  } catch (error) {
    const refusal = clusterRefusal(error);
    if (refusal.code === 'internal')
      openCluster().log.error({ err: error, path: new URL(request.url).pathname }, 'a request failed');
    return errorResponse(refusal);
  }
}

/** decode takes a path segment apart; a malformed one stays as it is and matches nothing. */
export function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
