import { retryCredentials } from '#lib/api/contract.ts';
import { jsonAnswer } from '#server/http/json-answer.ts';
import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Ends the back-off after a credentials failure. The caller has signed in again or asks for a retry. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, async ({ cluster }) => {
    cluster.retryCredentials();
    return jsonAnswer(retryCredentials, {});
  });
}
