import type { ClusterKind } from '#tests/cluster/support/test-cluster.ts';

/** One of kn's own tests that is known to fail on one of the clusters. */
export interface Exception {
  /** The Go test's name, including its subtest: `TestTrafficSplit/50:50`. */
  test: string;
  cluster: ClusterKind;
  /** Why it cannot pass there. */
  reason: string;
}

/** Each is asserted to fail, so that one that passes again gets removed. */
export const EXCEPTIONS: readonly Exception[] = [];
