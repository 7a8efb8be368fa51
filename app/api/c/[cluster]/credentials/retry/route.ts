import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Ends the pause after a failure of the credentials: a person signed in again, or asks to try. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, async ({ cluster }) => {
    cluster.retryCredentials();
    return Response.json({}, { headers: { 'cache-control': 'no-store' } });
  });
}
