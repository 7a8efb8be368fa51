import * as contract from '#lib/api/contract.ts';
import { servicePlace, shiftTrafficQuery } from '#lib/api/traffic.ts';
import { changeTraffic, tryTraffic } from '#server/actions/change-traffic.ts';
import { audited } from '#server/http/audit.ts';
import { parseInput, readJson, readQuery } from '#server/http/body.ts';
import { jsonAnswer } from '#server/http/json-answer.ts';
import type { ClusterRequest } from '#server/http/route.ts';

/** Enough for a few hundred targets; a whole Service object may be 1.5 MiB. */
const MAX_BODY_BYTES = 256 * 1024;

/** putTraffic answers PUT …/traffic: it reads and validates the request, then does a dry run or makes the change, which is audited. */
export async function putTraffic(
  context: ClusterRequest,
  place: { namespace: string; name: string },
): Promise<Response> {
  const { caller, cluster, request, url } = context;
  const { namespace, name } = parseInput(servicePlace, place);
  const { dryRun } = parseInput(shiftTrafficQuery, readQuery(url));
  const body = await readJson(request, contract.shiftTraffic, MAX_BODY_BYTES);
  const { uid, base, traffic, confirmStale } = body;
  const change = { namespace, name, uid, base, traffic };
  if (dryRun === 'true') return jsonAnswer(contract.shiftTraffic, await tryTraffic(caller, cluster, change));
  const result = await audited(
    context,
    {
      action: 'shiftTraffic',
      sentence: 'a change of traffic',
      what: { namespace, name, uid, before: base, after: traffic },
      noteOf: ({ generation, changed }) => ({ generation, changed }),
    },
    () => changeTraffic(caller, cluster, change, { isConfirmed: confirmStale === true }),
  );
  return jsonAnswer(contract.shiftTraffic, result);
}
