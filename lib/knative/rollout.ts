// The state of gradual rollouts, as the Route controller keeps it in an annotation of the KIngress
// (`pkg/reconciler/route/traffic/rollout.go`, knative/serving v1.23). Times are Unix nanoseconds and so need bigint: they
// pass 2^53.

/** All rollouts of a Route, sorted by tag, then Configuration. */
export interface Rollout {
  configurations: ConfigurationRollout[];
}

/** The rollout of one Configuration on the main host (tag empty) or on the host of a tag. */
export interface ConfigurationRollout {
  configurationName: string;
  tag: string;
  /** What its revisions hold together. */
  percent: number;
  /** Oldest first; fewer than two when no rollout runs. */
  revisions: { revisionName: string; percent: number }[];
  stepParams: StepParams;
}

/** All 0 when no rollout runs; only `startTime` set while the network takes over the first percent. */
export interface StepParams {
  startTime: bigint;
  nextStepTime: bigint;
  stepDuration: bigint;
  /** Percent. */
  stepSize: number;
}

export const NO_STEPS: StepParams = { startTime: 0n, nextStepTime: 0n, stepDuration: 0n, stepSize: 0 };
