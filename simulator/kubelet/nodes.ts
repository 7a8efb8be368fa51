import type { Clock, Store, StoredObject } from '#simulator/apimachinery/contract.ts';
import { NODE } from '#simulator/apimachinery/resources.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { WRITER } from '#simulator/controllers/writers.ts';

/** How often a kubelet reports its node's status without changes (`nodeStatusReportFrequency`). */
const HEARTBEAT_MS = 300_000;

/** hostIpOf returns a node's address, by its index. */
export const hostIpOf = (index: number): string => `192.168.10.${11 + index}`;

/** podRangeOf returns the third octet where a node's pod addresses start; each node has 64 such octets. */
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

/** nodeStatus builds the status of a healthy node, as its kubelet reports it; `now` in Unix ms. */
export function nodeStatus(name: string, index: number, now: number): Record<string, unknown> {
  const times = { lastHeartbeatTime: formatTime(now), lastTransitionTime: formatTime(now) };
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

/** installNodes registers the nodes that do not exist yet. */
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

/** keepNodesAlive sends every node's heartbeat at intervals. */
export function keepNodesAlive(store: Store, clock: Clock): void {
  const beat = (): void => {
    clock.after(HEARTBEAT_MS, beat);
    for (const node of store.list(NODE)) tell(store, node, formatTime(clock.now()));
  };
  beat();
}

function tell(store: Store, node: StoredObject, lastHeartbeatTime: string): void {
  const status = node['status'] as { conditions?: NodeCondition[] } | undefined;
  const conditions = (status?.conditions ?? []).map((condition) => ({ ...condition, lastHeartbeatTime }));
  store.updateStatus(NODE, { ...node, status: { ...status, conditions } }, WRITER.kubelet);
}
