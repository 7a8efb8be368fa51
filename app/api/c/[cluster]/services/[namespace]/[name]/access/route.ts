import { reviewAccess } from '#server/actions/review-access.ts';
import { parseInput } from '#server/http/body.ts';
import { objectName } from '#server/http/put-traffic.ts';
import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Whether the cluster lets the caller change one Service. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string; namespace: string; name: string }> },
): Promise<Response> {
  const { cluster: clusterName, namespace, name } = await params;
  return answer(request, clusterName, async ({ caller, cluster }) => {
    const place = parseInput(objectName, { namespace, name });
    const access = cluster.config.readOnly
      ? { patch: false, reason: 'This Sluice was started read-only (--read-only).' }
      : await reviewAccess(caller, cluster.client, place);
    return Response.json(access, { headers: { 'cache-control': 'no-store' } });
  });
}
