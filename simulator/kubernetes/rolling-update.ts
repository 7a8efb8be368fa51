import type { Deployment } from '#simulator/apimachinery/wire-types.ts';

// kubernetes v1.35 `pkg/controller/deployment/rolling.go`, `recreate.go` and `util/deployment_util.go`.

/** The pods of a ReplicaSet: how many it should have, has, and has available. */
export interface ReplicaCounts {
  wanted: number;
  pods: number;
  available: number;
}

/** How many pods the ReplicaSets of a Deployment should have next. */
export interface NextCounts {
  current: number;
  /** In the order given. */
  old: number[];
}

/** maxSurge returns how many pods a rolling update may add, rounded up; 0 for a Deployment without pods. */
export function maxSurge({ replicas, strategy }: Deployment['spec']): number {
  return Math.ceil(share(strategy?.rollingUpdate?.maxSurge, replicas));
}

/** maxUnavailable returns how many pods may be missing, rounded down, and at least 1 where no pod may be added either. */
export function maxUnavailable(spec: Deployment['spec']): number {
  const { replicas, strategy } = spec;
  if (replicas === 0 || strategy?.type === 'Recreate') return 0;
  const count = Math.floor(share(strategy?.rollingUpdate?.maxUnavailable, replicas));
  return count === 0 && maxSurge(spec) === 0 ? 1 : Math.min(count, replicas);
}

function share(value: number | string = '25%', of: number): number {
  if (of === 0) return 0;
  return typeof value === 'number' ? value : (of * Number.parseFloat(value)) / 100;
}

/** nextCounts returns the next step of a rollout; `old` are the other ReplicaSets, oldest first. */
export function nextCounts(
  spec: Deployment['spec'],
  current: ReplicaCounts,
  old: readonly ReplicaCounts[],
): NextCounts {
  if (spec.strategy?.type === 'Recreate') {
    const isBlocked = sum(old, 'wanted') + sum(old, 'pods') > 0;
    return { current: isBlocked ? current.wanted : spec.replicas, old: old.map(() => 0) };
  }
  const total = current.wanted + sum(old, 'wanted');
  const room = Math.max(0, spec.replicas + maxSurge(spec) - total);
  const next = Math.min(spec.replicas, current.wanted + room);
  // One step at a time, as upstream: up first, then down.
  const isSteady = next === current.wanted;
  return { current: next, old: isSteady ? reduced(spec, current, old) : old.map(({ wanted }) => wanted) };
}

/** reduced takes pods from the old ReplicaSets: those that are not available first, then as many as may be missing. */
function reduced(spec: Deployment['spec'], current: ReplicaCounts, old: readonly ReplicaCounts[]): number[] {
  const fewest = spec.replicas - maxUnavailable(spec);
  const total = current.wanted + sum(old, 'wanted');
  const missing = current.wanted - current.available;
  let spare = Math.max(0, total - fewest - missing);
  const counts = old.map(({ wanted, available }) => {
    const unhealthy = Math.min(spare, Math.max(0, wanted - available));
    spare -= unhealthy;
    return wanted - unhealthy;
  });
  let surplus = Math.max(0, current.available + sum(old, 'available') - fewest);
  return counts.map((count) => {
    const taken = Math.min(count, surplus);
    surplus -= taken;
    return count - taken;
  });
}

const sum = (counts: readonly ReplicaCounts[], field: keyof ReplicaCounts): number =>
  counts.reduce((total, one) => total + one[field], 0);
