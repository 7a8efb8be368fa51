// The state of gradual rollouts, as the Route controller keeps it in an annotation of the KIngress
// (`pkg/reconciler/route/traffic/rollout.go`, knative/serving v1.23). Times are Unix nanoseconds and so need bigint: they
// pass 2^53. Every function returns a copy.

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

const SECOND = 1_000_000_000;

/** isRolloutDone reports whether no Configuration has traffic left to move. */
export function isRolloutDone(rollout: Rollout): boolean {
  return rollout.configurations.every((configuration) => configuration.revisions.length < 2);
}

/**
 * startRollout gives a new revision its first percent, taken from the newest one that has traffic, and notes the time. What is
 * left is computed by observeReady, when the network has taken that over.
 */
export function startRollout(
  previous: ConfigurationRollout,
  revisionName: string,
  now: bigint,
): ConfigurationRollout {
  const giver = previous.revisions.findLastIndex((revision) => revision.percent > 0);
  const older = previous.revisions
    .map((revision, index) => (index === giver ? { ...revision, percent: revision.percent - 1 } : revision))
    .filter((revision) => revision.percent !== 0);
  return {
    ...previous,
    revisions: [...older, { revisionName, percent: 1 }],
    stepParams: { ...NO_STEPS, startTime: now },
  };
}

/**
 * observeReady computes the steps of rollouts that have none yet: the time that the first percent took is the shortest step.
 * Call it when the KIngress goes from not ready to ready. `durationSeconds` is the rollout duration, > 0.
 */
export function observeReady(rollout: Rollout, now: bigint, durationSeconds: number): Rollout {
  return {
    configurations: rollout.configurations.map((configuration) => {
      const { startTime, stepDuration } = configuration.stepParams;
      if (stepDuration !== 0n || startTime <= 0n) return configuration;
      const shortestStep = Math.max(1, Math.ceil(secondsOf(now - startTime)));
      const stepParams = { startTime, ...stepsOf(configuration.percent, shortestStep, durationSeconds, now) };
      return { ...configuration, stepParams };
    }),
  };
}

function stepsOf(
  percent: number,
  shortestStep: number,
  durationSeconds: number,
  now: bigint,
): Omit<StepParams, 'startTime'> {
  const left = Math.max(1, durationSeconds - shortestStep);
  const steps = Math.min(Math.max(1, left / shortestStep), percent - 1);
  // Upstream adds the time in floating point, too, and so do we: the last hundreds of nanoseconds are lost.
  const duration = (left / steps) * SECOND;
  return {
    stepSize: Math.round((percent - 1) / steps),
    stepDuration: BigInt(Math.trunc(duration)),
    nextStepTime: BigInt(Math.trunc(Number(now) + duration)),
  };
}

/** As Go's `time.Duration.Seconds`. */
function secondsOf(nanoseconds: bigint): number {
  const second = BigInt(SECOND);
  return Number(nanoseconds / second) + Number(nanoseconds % second) / SECOND;
}

/** stepRollout moves one step of traffic to the newest revision when its time has come: from the next newest downwards. */
export function stepRollout(configuration: ConfigurationRollout, now: bigint): ConfigurationRollout {
  const { revisions, percent, stepParams } = configuration;
  const newest = revisions.at(-1);
  if (
    newest === undefined ||
    revisions.length < 2 ||
    stepParams.stepSize <= 0 ||
    now < stepParams.nextStepTime
  ) {
    return configuration;
  }
  const older = revisions.slice(0, -1);
  let remaining = stepParams.stepSize;
  for (let last = older.at(-1); remaining > 0 && last !== undefined; last = older.at(-1)) {
    older.pop();
    if (last.percent > remaining) older.push({ ...last, percent: last.percent - remaining });
    remaining -= Math.min(last.percent, remaining);
  }
  const share = Math.min(newest.percent + stepParams.stepSize, percent);
  return {
    ...configuration,
    revisions: [...older, { ...newest, percent: share }],
    stepParams:
      older.length === 0 ? NO_STEPS : { ...stepParams, nextStepTime: now + stepParams.stepDuration },
  };
}

/** changeTarget follows a new percent in spec: more goes to the newest revision, less is taken from the oldest. */
export function changeTarget(configuration: ConfigurationRollout, percent: number): ConfigurationRollout {
  if (percent === 0) return { ...configuration, percent, revisions: [] };
  const difference = percent - configuration.percent;
  if (difference >= 0) {
    const revisions = configuration.revisions.map((revision, index, all) =>
      index === all.length - 1 ? { ...revision, percent: revision.percent + difference } : revision,
    );
    return { ...configuration, percent, revisions };
  }
  let excess = -difference;
  const revisions = configuration.revisions.flatMap((revision) => {
    const taken = Math.min(revision.percent, excess);
    excess -= taken;
    return taken === revision.percent ? [] : [{ ...revision, percent: revision.percent - taken }];
  });
  return { ...configuration, percent, revisions };
}
