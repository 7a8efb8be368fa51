import { KNATIVE } from '#lib/knative/resources.ts';
import type { KnativeService, Route, TrafficTarget } from '#lib/knative/types.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { ApiError } from '#tests/cluster/plane/api.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';

/** Returns a Service's `spec.traffic` as the cluster holds it. */
export async function specTraffic(
  cluster: TestCluster,
  namespace: string,
  name: string,
): Promise<TrafficTarget[] | undefined> {
  return (await cluster.service(namespace, name)).spec.traffic;
}

/** Returns what the Route's status sends to each revision, in percent. */
export async function routedPercents(
  cluster: TestCluster,
  namespace: string,
  name: string,
): Promise<Record<string, number>> {
  const route = await cluster.api<Route>('GET', objectPath(KNATIVE.route, namespace, name));
  const percents: Record<string, number> = {};
  for (const { revisionName = '', percent = 0 } of route.status?.traffic ?? [])
    percents[revisionName] = (percents[revisionName] ?? 0) + percent;
  return percents;
}

/** Changes `spec.traffic` behind the dashboard's back, as `kubectl patch` does. */
export async function patchTraffic(
  cluster: TestCluster,
  namespace: string,
  name: string,
  traffic: TrafficTarget[],
): Promise<KnativeService> {
  return await cluster.patchService(namespace, name, { spec: { traffic } });
}

/** Returns the message in the Status of a refused request; rejects when the request succeeded. */
export async function refusalWords(request: Promise<unknown>): Promise<string> {
  const outcome = await request.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ApiError)) throw new Error(`The cluster did not refuse: ${String(outcome)}`);
  return outcome.status.message ?? '';
}
