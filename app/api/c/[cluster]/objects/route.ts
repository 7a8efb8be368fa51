import * as contract from '#lib/api/contract.ts';
import { objectQuery } from '#lib/api/objects.ts';
import { auditedBy } from '#server/http/audit.ts';
import { parseInput, readQuery } from '#server/http/body.ts';
import { jsonAnswer } from '#server/http/json-answer.ts';
import { answer } from '#server/http/route.ts';
import { readObject } from '#server/reads/read-object.ts';

export const dynamic = 'force-dynamic';

/** One object as the cluster holds it, for the YAML views. Secrets are masked unless `reveal=true`. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, async ({ caller, session, cluster, url }) => {
    const query = parseInput(objectQuery, readQuery(url));
    const answered = await readObject(caller, cluster.client, cluster.hasKind, query);
    if (query.reveal === 'true')
      cluster.log.info(
        { audit: 'revealObject', ...auditedBy({ caller, session, cluster }), ...query },
        'hidden values of an object were shown',
      );
    return jsonAnswer(contract.readObject, answered);
  });
}
