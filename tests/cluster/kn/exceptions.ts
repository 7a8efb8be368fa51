import type { ClusterKind } from '#tests/cluster/support/test-cluster.ts';

/** A test of kn's own that is known to fail on one of the clusters. */
export interface Exception {
  /** The Go test's name, with its subtest's: `TestTrafficSplit/50:50`. */
  test: string;
  cluster: ClusterKind;
  /** Why it cannot pass there. */
  reason: string;
}

/** Each is asserted to fail, so that one that passes again is taken out. */
export const EXCEPTIONS: readonly Exception[] = [];
