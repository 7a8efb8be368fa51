import { z } from 'zod';
import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';
import { ApiError } from '#server/http/api-error.ts';
import { readJson } from '#server/http/body.ts';
import { auditedBy, type ClusterRequest } from '#server/http/route.ts';

const MAX_BODY_BYTES = 1_024;
const switchBody = z.strictObject({ change: z.string().min(1).max(100) });

/**
 * switchIdentity answers POST …/credentials/switch: `follow` takes the identity of exactly the change that the body names. It sends
 * the cluster nothing, so that it is allowed read-only, too. Each request that asks for it makes an audit line.
 */
export async function switchIdentity(
  context: ClusterRequest,
  follow: (changeId: string) => PinnedIdentity | null,
): Promise<Response> {
  const { cluster, request } = context;
  const { change: id } = await readJson(request, switchBody, MAX_BODY_BYTES);
  try {
    const after = follow(id);
    if (after === null) throw refusal(cluster.waitingChange());
    audit('ok', after);
  } catch (error) {
    audit(clusterRefusal(error).code);
    throw error;
  }
  return Response.json({}, { headers: { 'cache-control': 'no-store' } });

  function audit(outcome: string, after?: PinnedIdentity): void {
    cluster.metrics.countAction('switchIdentity', outcome);
    cluster.log.info(
      { audit: 'switchIdentity', outcome, ...auditedBy(context), before: cluster.pinned, after },
      'another server or user was to be used',
    );
  }
}

/** What was confirmed is not what the kubeconfig says: nothing is done, and what it says now is told. */
function refusal(change: IdentityChange | null): ApiError {
  return new ApiError(
    'conflict',
    change === null
      ? 'The kubeconfig names the server and user that Sluice uses, or cannot be read: there is nothing to confirm.'
      : 'The kubeconfig has changed again since. Nothing was changed here; look at what it says now, and confirm that.',
    { change },
  );
}
