import { type ConfigurationRollout, NO_STEPS, type Rollout } from '#lib/knative/rollout.ts';
import { changeTarget, startRollout, stepRollout } from '#simulator/knative/route/rollout-steps.ts';

/**
 * advanceRollout advances the previous state of a Route's rollouts toward the goal of its targets: it starts one for each new revision,
 * applies changed percents, and takes the steps that are due. `goal` holds, per Configuration and tag, only its percent and its latest
 * ready revision. `nextStepTime` is 0 when nothing is due (`Rollout.Step`).
 */
export function advanceRollout(
  goal: Rollout,
  previous: Rollout | undefined,
  now: bigint,
): { rollout: Rollout; nextStepTime: bigint } {
  if (previous === undefined || previous.configurations.length === 0)
    return { rollout: goal, nextStepTime: 0n };
  const configurations = goal.configurations.flatMap((target) => {
    const before = previous.configurations.find(
      (candidate) => candidate.tag === target.tag && candidate.configurationName === target.configurationName,
    );
    if (before === undefined) return isTaken(target, goal, previous) ? [target] : [];
    // One percent is too little to move in steps.
    if (target.percent <= 1) return target.percent === 1 ? [target] : [];
    return [advance(target, before, now)];
  });
  const due = configurations.map(({ stepParams }) => stepParams.nextStepTime).filter((time) => time > 0n);
  return {
    rollout: { configurations: configurations.sort(byTagAndName) },
    nextStepTime: due.reduce((least, time) => (time < least ? time : least), due[0] ?? 0n),
  };
}

/**
 * isTaken accepts only the first Configuration of a new tag. For an existing tag it accepts a new Configuration, unless that has no traffic
 * and sorts before an existing one.
 */
function isTaken(target: ConfigurationRollout, goal: Rollout, previous: Rollout): boolean {
  const sameTag = (configuration: ConfigurationRollout) => configuration.tag === target.tag;
  const known = previous.configurations.filter(sameTag);
  if (known.length === 0) return goal.configurations.find(sameTag) === target;
  return (
    target.percent !== 0 ||
    known.every((configuration) => configuration.configurationName < target.configurationName)
  );
}

function advance(
  goal: ConfigurationRollout,
  previous: ConfigurationRollout,
  now: bigint,
): ConfigurationRollout {
  const adjusted = changeTarget(previous, goal.percent);
  const latest = goal.revisions[0]?.revisionName;
  const sameRevision = latest === undefined || latest === previous.revisions.at(-1)?.revisionName;
  if (previous.revisions.length === 0) return { ...goal, stepParams: NO_STEPS };
  if (!sameRevision) return startRollout(adjusted, latest, now);
  return adjusted.revisions.length > 1 ? stepRollout(adjusted, now) : { ...goal, stepParams: NO_STEPS };
}

function byTagAndName(a: ConfigurationRollout, b: ConfigurationRollout): number {
  const [left, right] = a.tag === b.tag ? [a.configurationName, b.configurationName] : [a.tag, b.tag];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
