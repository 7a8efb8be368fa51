import { z } from 'zod';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';
import type { ApiErrorCode } from '#lib/live/api-error-code.ts';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';
import { foreseeRoute } from '#server/actions/foresee-route.ts';
import {
  MAX_TRAFFIC_BODY_BYTES,
  type ShiftTrafficResult,
  shiftTraffic,
  shiftTrafficBody,
} from '#server/actions/shift-traffic.ts';
import { ApiError } from '#server/http/api-error.ts';
import { parseInput, readJson, readQuery } from '#server/http/body.ts';
import { auditedBy, type ClusterRequest } from '#server/http/route.ts';

/** A DNS-1123 name of an object, and of a namespace: what may stand in a path to the API server. */
export const objectName = z.object({
  namespace: z.string().refine(isNamespaceName, 'is no namespace name'),
  name: z.string().refine(isObjectName, 'is no Service name'),
});

/** Strict: a parameter that is misspelled would make a write of a dry run. */
const query = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });

/** putTraffic answers PUT …/traffic: reads and checks the request, shifts, counts the outcome and writes the audit line. */
export async function putTraffic(
  { caller, session, cluster, request, url }: ClusterRequest,
  place: { namespace: string; name: string },
): Promise<Response> {
  const { namespace, name } = parseInput(objectName, place);
  const dryRun = parseInput(query, readQuery(url)).dryRun === 'true';
  const body = await readJson(request, shiftTrafficBody, MAX_TRAFFIC_BODY_BYTES);
  const base = body.base as readonly TrafficTarget[] | null;
  const shift = { namespace, name, uid: body.uid, base, traffic: body.traffic, dryRun };
  if (dryRun) {
    refuseIfReadOnly(cluster);
    const result = await shiftTraffic(caller, cluster.client, shift);
    const read = async (path: string): Promise<KubeObject> => await cluster.client.getJson(caller, path);
    return answerWith({ ...result, foreseen: await foreseeRoute(read, shift) });
  }
  const audit = (outcome: 'ok' | ApiErrorCode, result?: ShiftTrafficResult): void => {
    cluster.metrics.countAction('shiftTraffic', outcome);
    const { generation, changed } = result ?? {};
    const who = auditedBy({ caller, session, cluster });
    const what = { namespace, name, uid: body.uid, before: base, after: body.traffic };
    cluster.log.info(
      { audit: 'shiftTraffic', outcome, ...who, ...what, generation, changed },
      'a change of traffic',
    );
  };
  try {
    refuseIfReadOnly(cluster);
    if (body.confirmStale !== true) cluster.refuseIfStale();
    const result = await shiftTraffic(caller, cluster.client, shift);
    audit('ok', result);
    return answerWith(result);
  } catch (error) {
    audit(clusterRefusal(error).code);
    throw error;
  }
}

/** A dry run is a PATCH too: webhooks run, and the cluster's audit log shows it. */
function refuseIfReadOnly({ config }: ClusterRequest['cluster']): void {
  if (config.readOnly)
    throw new ApiError(
      'readOnly',
      'This Sluice was started read-only (--read-only); nothing is sent to the cluster.',
    );
}

function answerWith(result: ShiftTrafficResult & { foreseen?: unknown }): Response {
  return Response.json(result, { headers: { 'cache-control': 'no-store' } });
}
