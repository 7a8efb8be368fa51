import { describe, expect, it } from 'vitest';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { NODE } from '#simulator/apimachinery/resources.ts';
import { DEFAULT_SETTINGS } from '#simulator/controllers/context.ts';
import { installNodes, keepNodesAlive } from '#simulator/kubelet/nodes.ts';
import { nodeColumns } from '#simulator/print/columns-node.ts';
import { ControllerTest } from '#simulator/testing/controller-test.ts';

interface Node {
  spec: { podCIDR: string };
  status: {
    addresses: { type: string; address: string }[];
    conditions: { type: string; status: string; lastHeartbeatTime: string }[];
  };
}
const nodeOf = (object: StoredObject | undefined): Node => object as unknown as Node;

/** The network that an address belongs to, among those that the cluster's nodes can have: the first 18 bits. */
function network(address: string): string {
  const [a, b, c = 0] = address.split('.').map(Number);
  return `${a}.${b}.${c & 192}.0/18`;
}

function clusterWithNodes(): ControllerTest {
  const cluster = new ControllerTest();
  installNodes(cluster.store, cluster.clock, DEFAULT_SETTINGS.nodes);
  return cluster;
}

describe('the nodes', () => {
  it('are those on which pods are scheduled, with their addresses', () => {
    const cluster = clusterWithNodes();
    cluster.apply('hello', { annotations: { 'simulator.sluice.dev/load': '2000' } });
    cluster.advance(60);
    const pods = cluster.pods('hello-00001');
    expect(pods.length).toBeGreaterThan(8);
    for (const { spec, status } of pods) {
      const node = nodeOf(cluster.store.get(NODE, undefined, spec?.nodeName ?? ''));
      expect(node.status.addresses[0]).toEqual({
        type: 'InternalIP',
        address: (status as { hostIP?: string }).hostIP,
      });
      expect(node.spec.podCIDR).toBe(network((status as { podIP?: string }).podIP ?? ''));
    }
  });

  it('are listed as kubectl lists nodes', () => {
    const cluster = clusterWithNodes();
    const [node] = cluster.store.list(NODE);
    if (node === undefined) throw new Error('there is no node');
    expect(nodeColumns.map(({ name }) => name)).toEqual([
      'Status',
      'Roles',
      'Age',
      'Version',
      'Internal-IP',
      'External-IP',
      'OS-Image',
      'Kernel-Version',
      'Container-Runtime',
    ]);
    expect(nodeColumns.map((column) => column.cell(node, cluster.clock.now()))).toEqual([
      'Ready',
      '<none>',
      '0s',
      'v1.34.0',
      '192.168.10.11',
      '<none>',
      'simulated',
      'simulated',
      'simulated://1.0',
    ]);
  });

  it('renew their leases periodically', () => {
    const cluster = clusterWithNodes();
    keepNodesAlive(cluster.store, cluster.clock);
    cluster.advance(601);
    for (const node of cluster.store.list(NODE)) {
      const times = nodeOf(node).status.conditions.map(({ lastHeartbeatTime }) => lastHeartbeatTime);
      expect(new Set(times)).toEqual(new Set(['2026-01-01T00:10:00Z']));
    }
    expect(cluster.store.list(KUBERNETES.event)).toEqual([]);
  });
});
