import type { ClusterKind, TestCluster, TestClusterOptions } from '#tests/cluster/support/test-cluster.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { RealTestCluster } from '#tests/cluster/support/test-cluster-real.ts';

/** clusterKind reads SLUICE_CLUSTER; `embedded` when it is not set. Throws an Error that quotes an invalid value. */
export function clusterKind(env: Readonly<Record<string, string | undefined>> = process.env): ClusterKind {
  const kind = env['SLUICE_CLUSTER'] || 'embedded';
  if (kind === 'embedded' || kind === 'real') return kind;
  throw new Error(`SLUICE_CLUSTER must be embedded or real, not "${kind}".`);
}

/** startTestCluster starts a cluster and waits until it accepts Services. The real one needs Go: throws GoUnavailable or GoBuildFailed. */
export async function startTestCluster(
  kind: ClusterKind = clusterKind(),
  options: TestClusterOptions = {},
): Promise<TestCluster> {
  return kind === 'real' ? await RealTestCluster.start(options) : await EmbeddedTestCluster.start(options);
}
