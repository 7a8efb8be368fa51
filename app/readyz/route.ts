import { openCluster } from '#server/cluster.ts';

export const dynamic = 'force-dynamic';

/** Whether every watched kind is listed, or known to be missing or forbidden; names those that are not. */
export function GET(): Response {
  const waiting = openCluster().unlisted();
  return Response.json(
    { ready: waiting.length === 0, notListed: waiting },
    { status: waiting.length === 0 ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
