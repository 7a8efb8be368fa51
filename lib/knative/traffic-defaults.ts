import type { TrafficTarget } from '#lib/knative/types.ts';

/** The webhook's default for an absent or empty `spec.traffic` of a Service (`service_defaults.go`). */
export const DEFAULT_TRAFFIC: readonly TrafficTarget[] = [{ latestRevision: true, percent: 100 }];

/** defaultTarget sets `latestRevision` and `percent` when they are absent. */
export function defaultTarget(target: TrafficTarget): TrafficTarget {
  return {
    ...target,
    latestRevision: target.latestRevision ?? (target.revisionName ?? '') === '',
    percent: target.percent ?? 0,
  };
}
