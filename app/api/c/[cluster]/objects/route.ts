import { readObject, readObjectQuery } from '#server/actions/read-object.ts';
import { parseInput } from '#server/http/body.ts';
import { answer } from '#server/http/route.ts';
import { compressedJson } from '#server/live/compressed.ts';

export const dynamic = 'force-dynamic';

/** One object as the cluster holds it, for the YAML views. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, async ({ caller, cluster, url }) => {
    const query = parseInput(readObjectQuery, Object.fromEntries(url.searchParams));
    const object = await readObject(caller, cluster.client, query);
    return compressedJson(JSON.stringify({ object }), request.headers.get('accept-encoding'));
  });
}
