import { NODE } from '#simulator/api/resources.ts';
import type { Clock, Store, StoredObject } from '#simulator/contract.ts';
import { rfc3339, WRITER } from '#simulator/knative/context.ts';

/** How often a kubelet says that its node lives though nothing changed (`nodeStatusReportFrequency`). */
const HEARTBEAT_MS = 300_000;

/** hostIpOf is the address of a node, by its place among them. */
export const hostIpOf = (index: number): string => `192.168.10.${11 + index}`;

/** The second byte of its pods' addresses: each node has 64 of them. */
export const podRangeOf = (index: number): number => (index * 64) & 255;

/** nodeManifest builds a node as its kubelet registers it. */
export function nodeManifest(name: string, index: number): Record<string, unknown> {
  const podCIDR = `10.244.${podRangeOf(index)}.0/18`;
  return {
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
      },
    },
    spec: { podCIDR, podCIDRs: [podCIDR] },
  };
}

const CAPACITY = { cpu: '64', memory: '256Gi', pods: '1000' };

/** nodeStatus builds what a kubelet says of a node that is well; `now` in Unix ms. */
export function nodeStatus(name: string, index: number, now: number): Record<string, unknown> {
  const times = { lastHeartbeatTime: rfc3339(now), lastTransitionTime: rfc3339(now) };
  const well = (type: string, reason: string, message: string): object => ({
    type,
    status: 'False',
    ...times,
    reason,
    message,
  });
  return {
    addresses: [
      { type: 'InternalIP', address: hostIpOf(index) },
      { type: 'Hostname', address: name },
    ],
    capacity: CAPACITY,
    allocatable: CAPACITY,
    conditions: [
      well('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      well('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      well('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      {
        type: 'Ready',
        status: 'True',
        ...times,
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: 'amd64',
      operatingSystem: 'linux',
      osImage: 'simulated',
      kernelVersion: 'simulated',
      containerRuntimeVersion: 'simulated://1.0',
      kubeletVersion: 'v1.34.0',
      kubeProxyVersion: '',
      bootID: '',
      machineID: '',
      systemUUID: '',
    },
  };
}

/** installNodes registers the machines that pods are put on, where they are missing. */
export function installNodes(store: Store, clock: Clock, names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (store.get(NODE, undefined, name) !== undefined) continue;
    const made = store.create(NODE, nodeManifest(name, index), WRITER.kubelet);
    const status = nodeStatus(name, index, clock.now());
    store.updateStatus(NODE, { ...made, status }, WRITER.kubelet);
  }
}

interface NodeCondition {
  lastHeartbeatTime: string;
}

/** keepNodesAlive has every node say from time to time that it lives. */
export function keepNodesAlive(store: Store, clock: Clock): void {
  const beat = (): void => {
    clock.after(HEARTBEAT_MS, beat);
    for (const node of store.list(NODE)) tell(store, node, rfc3339(clock.now()));
  };
  beat();
}

function tell(store: Store, node: StoredObject, lastHeartbeatTime: string): void {
  const status = node['status'] as { conditions?: NodeCondition[] } | undefined;
  const conditions = (status?.conditions ?? []).map((condition) => ({ ...condition, lastHeartbeatTime }));
  store.updateStatus(NODE, { ...node, status: { ...status, conditions } }, WRITER.kubelet);
}
