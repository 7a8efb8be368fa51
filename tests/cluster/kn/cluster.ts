import {
  type ClusterKind,
  clusterKind,
  startTestCluster,
  type TestCluster,
} from '#tests/cluster/support/test-cluster.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';

/** The embedded cluster's seconds go by this much faster: kn's tests mostly wait for pods. */
const SPEED = 10;

/** The clusters that kn is run against: both, or the one that SLUICE_CLUSTER names. */
export const KINDS: readonly ClusterKind[] =
  (process.env['SLUICE_CLUSTER'] ?? '') === '' ? ['embedded', 'real'] : [clusterKind()];

/** startCluster starts a cluster for kn; the embedded one runs fast. */
export async function startCluster(kind: ClusterKind): Promise<TestCluster> {
  const cluster = await startTestCluster(kind);
  if (cluster instanceof EmbeddedTestCluster) await cluster.pull('speed', { speed: SPEED });
  return cluster;
}
