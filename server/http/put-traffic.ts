import { z } from 'zod';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';
import { foreseeRoute } from '#server/actions/foresee-route.ts';
import { MAX_TRAFFIC_BODY_BYTES, shiftTraffic, shiftTrafficBody } from '#server/actions/shift-traffic.ts';
import { ApiError } from '#server/http/api-error.ts';
import { parseInput, readJson } from '#server/http/body.ts';
import type { ClusterRequest } from '#server/http/route.ts';

/** A DNS-1123 name of an object, and of a namespace: what may stand in a path to the API server. */
export const objectName = z.object({
  namespace: z.string().refine(isNamespaceName, 'is no namespace name'),
  name: z.string().refine(isObjectName, 'is no Service name'),
});

const query = z.object({ dryRun: z.enum(['true', 'false']).default('false') });

/** putTraffic answers PUT …/traffic: reads and checks the request, shifts, counts the outcome. */
export async function putTraffic(
  { caller, cluster, request, url }: ClusterRequest,
  place: { namespace: string; name: string },
): Promise<Response> {
  const { namespace, name } = parseInput(objectName, place);
  const dryRun = parseInput(query, Object.fromEntries(url.searchParams)).dryRun === 'true';
  const body = await readJson(request, shiftTrafficBody, MAX_TRAFFIC_BODY_BYTES);
  const count = (outcome: string): void => {
    if (!dryRun) cluster.metrics.countAction('shiftTraffic', outcome);
  };
  try {
    if (cluster.config.readOnly && !dryRun)
      throw new ApiError('readOnly', 'This Sluice was started read-only (--read-only); nothing is changed.');
    if (!dryRun && body.confirmStale !== true) cluster.refuseIfStale();
    const base = body.base as readonly TrafficTarget[] | null;
    const result = await shiftTraffic(caller, cluster.client, {
      namespace,
      name,
      uid: body.uid,
      base,
      traffic: body.traffic,
      dryRun,
    });
    count('ok');
    if (!dryRun && result.changed)
      cluster.log.info(
        { namespace, name, generation: result.generation, via: caller.kind },
        'traffic shifted',
      );
    const read = async (path: string): Promise<KubeObject> => await cluster.client.getJson(caller, path);
    const foreseen = dryRun
      ? { foreseen: await foreseeRoute(read, { namespace, name, base, traffic: body.traffic }) }
      : {};
    return Response.json({ ...result, ...foreseen }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    count(clusterRefusal(error).code);
    throw error;
  }
}
