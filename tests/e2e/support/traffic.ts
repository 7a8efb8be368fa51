import type { KnativeService, Route, TrafficTarget } from '#lib/knative/types.ts';
import { KNATIVE, objectPath } from '#lib/kubernetes/resource.ts';
import { ApiError } from '#tests/cluster/plane/api.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';

/** `spec.traffic` of a Service as the cluster holds it. */
export async function specTraffic(
  cluster: TestCluster,
  namespace: string,
  name: string,
): Promise<TrafficTarget[] | undefined> {
  return (await cluster.service(namespace, name)).spec.traffic;
}

/** What the Route's status sends to each revision, in percent. */
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

/** What `kubectl patch` does: changes `spec.traffic` behind the dashboard's back. */
export async function patchTraffic(
  cluster: TestCluster,
  namespace: string,
  name: string,
  traffic: TrafficTarget[],
): Promise<KnativeService> {
  return await cluster.patchService(namespace, name, { spec: { traffic } });
}

/** The message of the Status that a refused request answers; rejects when the request went through. */
export async function refusalWords(request: Promise<unknown>): Promise<string> {
  const outcome = await request.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ApiError)) throw new Error(`The cluster did not refuse: ${String(outcome)}`);
  return outcome.status.message ?? '';
}
