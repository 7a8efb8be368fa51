import { type ConfigurationRollout, NO_STEPS, type Rollout, type StepParams } from '#lib/knative/rollout.ts';

// How a gradual rollout progresses (`pkg/reconciler/route/traffic/rollout.go`, knative/serving v1.23). Every function returns a copy.

const SECOND = 1_000_000_000;

/** isRolloutDone reports whether no Configuration has traffic left to shift. */
export function isRolloutDone(rollout: Rollout): boolean {
  return rollout.configurations.every((configuration) => configuration.revisions.length < 2);
}

/**
 * startRollout gives a new revision its first percent, taken from the newest revision that has traffic, and records the time. observeReady
 * computes the remaining steps once the network has applied the first.
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
 * observeReady computes the steps of rollouts that do not have any yet. The time that the first percent took is the minimum step length.
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
  // Upstream also adds the time in floating point, so the last hundreds of nanoseconds are lost here too.
  const duration = (left / steps) * SECOND;
  return {
    stepSize: Math.round((percent - 1) / steps),
    stepDuration: BigInt(Math.trunc(duration)),
    nextStepTime: BigInt(Math.trunc(Number(now) + duration)),
  };
}

/** Like Go's `time.Duration.Seconds`. */
function secondsOf(nanoseconds: bigint): number {
  const second = BigInt(SECOND);
  return Number(nanoseconds / second) + Number(nanoseconds % second) / SECOND;
}

/** stepRollout shifts one step of traffic to the newest revision when it is due, starting with the second newest and working back. */
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

/** changeTarget applies a new percent from spec: an increase goes to the newest revision, a decrease comes from the oldest ones. */
export function changeTarget(configuration: ConfigurationRollout, percent: number): ConfigurationRollout {
  if (percent === 0) return { ...configuration, percent, revisions: [] };
  const difference = percent - configuration.percent;
  if (difference >= 0) {
    const revisions = configuration.revisions.map((revision, index, { length }) =>
      index === length - 1 ? { ...revision, percent: revision.percent + difference } : revision,
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
