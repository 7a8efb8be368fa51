import { clusterKind, startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { ClusterKind, TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';

/** Speedup of time on the embedded cluster: kn's tests mostly wait for pods. */
const SPEED = 10;

/** The clusters to run kn against: both, or the one that SLUICE_CLUSTER names. */
export const KINDS: readonly ClusterKind[] =
  (process.env['SLUICE_CLUSTER'] ?? '') === '' ? ['embedded', 'real'] : [clusterKind()];

/** startCluster starts a cluster for kn; on the embedded one, time runs fast. */
export async function startCluster(kind: ClusterKind): Promise<TestCluster> {
  const cluster = await startTestCluster(kind);
  if (cluster instanceof EmbeddedTestCluster) await cluster.pull('speed', { speed: SPEED });
  return cluster;
}
