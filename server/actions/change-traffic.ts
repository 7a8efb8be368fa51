import type { Foresight } from '#lib/api/traffic.ts';
import { type ShiftTraffic, type ShiftTrafficResult, shiftTraffic } from '#server/actions/shift-traffic.ts';
import {
  checkPolicies,
  readOnlyPolicy,
  staleViewPolicy,
  type WriteFacts,
} from '#server/actions/write-policies.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { foreseeRoute, type ReadObject } from '#server/reads/foresee-route.ts';

/** What a traffic change needs from a cluster. */
export interface WritableCluster {
  client: KubernetesClient;
  writeFacts(): WriteFacts;
}

/** A change to one Service's traffic that a person asks for. */
export type TrafficChange = Omit<ShiftTraffic, 'dryRun'>;

/** changeTraffic writes a change if the policies allow it. `isConfirmed`: the person wants it although the view may be stale. */
export async function changeTraffic(
  caller: Caller,
  cluster: WritableCluster,
  change: TrafficChange,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<ShiftTrafficResult> {
  const policies = isConfirmed ? [readOnlyPolicy] : [readOnlyPolicy, staleViewPolicy];
  checkPolicies(policies, cluster.writeFacts());
  return await shiftTraffic(caller, cluster.client, { ...change, dryRun: false });
}

/** tryTraffic does a dry run of a change. Returns the cluster's verdict and what the cluster does not check. Writes nothing. */
export async function tryTraffic(
  caller: Caller,
  cluster: WritableCluster,
  change: TrafficChange,
): Promise<ShiftTrafficResult & { foreseen: Foresight }> {
  const { client } = cluster;
  checkPolicies([readOnlyPolicy], cluster.writeFacts());
  const result = await shiftTraffic(caller, client, { ...change, dryRun: true });
  const read: ReadObject = (type, namespace, name) => client.get(caller, type, namespace, name);
  return { ...result, foreseen: await foreseeRoute(read, change) };
}
