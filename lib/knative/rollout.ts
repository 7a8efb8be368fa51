// State of gradual rollouts, as the Route controller stores it in an annotation of the KIngress (`pkg/reconciler/route/traffic/rollout.go`,
// knative/serving v1.23). Times are Unix nanoseconds. They exceed 2^53, so they are bigint.

/** All rollouts of a Route, sorted by tag, then by Configuration. */
export interface Rollout {
  configurations: ConfigurationRollout[];
}

/** Rollout of one Configuration on the main host (tag empty) or on the host of a tag. */
export interface ConfigurationRollout {
  configurationName: string;
  tag: string;
  /** Sum over its revisions. */
  percent: number;
  /** Oldest first; fewer than two when no rollout is running. */
  revisions: { revisionName: string; percent: number }[];
  stepParams: StepParams;
}

/** All 0 when no rollout is running. Only `startTime` is set while the network picks up the first percent. */
export interface StepParams {
  startTime: bigint;
  nextStepTime: bigint;
  stepDuration: bigint;
  /** Percent. */
  stepSize: number;
}

export const NO_STEPS: StepParams = { startTime: 0n, nextStepTime: 0n, stepDuration: 0n, stepSize: 0 };
