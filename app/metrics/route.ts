import { openCluster } from '#server/cluster.ts';
import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Sluice's own metrics, in the Prometheus text format. */
export async function GET(request: Request): Promise<Response> {
  return answer(request, openCluster().name, async ({ cluster }) => {
    return new Response(await cluster.metrics.text(), {
      headers: { 'content-type': cluster.metrics.contentType },
    });
  });
}
