import { readObject, readObjectQuery } from '#server/actions/read-object.ts';
import { parseInput, readQuery } from '#server/http/body.ts';
import { jsonText } from '#server/http/json-text.ts';
import { answer, auditedBy } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** One object as the cluster holds it, for the YAML views: secrets masked, or (`reveal=true`) whole. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, async ({ caller, session, cluster, url }) => {
    const query = parseInput(readObjectQuery, readQuery(url));
    const answered = await readObject(caller, cluster.client, cluster.hasKind, query);
    if (query.reveal === 'true')
      cluster.log.info(
        { audit: 'revealObject', ...auditedBy({ caller, session, cluster }), ...query },
        'hidden values of an object were shown',
      );
    return jsonText(JSON.stringify(answered));
  });
}
