import { putTraffic } from '#server/http/put-traffic.ts';
import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Replaces `spec.traffic` of one Service, or, with `?dryRun=true`, asks the cluster whether it would accept the change. */
export async function PUT(
  request: Request,
  { params }: { params: Promise<{ cluster: string; namespace: string; name: string }> },
): Promise<Response> {
  const { cluster, namespace, name } = await params;
  return answer(request, cluster, (context) => putTraffic(context, { namespace, name }));
}
