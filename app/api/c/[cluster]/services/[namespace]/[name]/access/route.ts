import * as contract from '#lib/api/contract.ts';
import { servicePlace } from '#lib/api/traffic.ts';
import { parseInput } from '#server/http/body.ts';
import { jsonAnswer } from '#server/http/json-answer.ts';
import { answer } from '#server/http/route.ts';
import { reviewAccess } from '#server/reads/review-access.ts';

export const dynamic = 'force-dynamic';

/** Reports whether the cluster lets the caller change one Service. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string; namespace: string; name: string }> },
): Promise<Response> {
  const { cluster: clusterName, namespace, name } = await params;
  return answer(request, clusterName, async ({ caller, cluster }) => {
    const place = parseInput(servicePlace, { namespace, name });
    const access = cluster.config.readOnly
      ? { patch: false, reason: 'Sluice was started with --read-only.' }
      : await reviewAccess(caller, cluster.client, place);
    return jsonAnswer(contract.reviewAccess, access);
  });
}
