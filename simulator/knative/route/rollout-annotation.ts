import type { ConfigurationRollout, Rollout, StepParams } from '#lib/knative/rollout.ts';

/** writeRollout formats the annotation like Go's JSON encoder: `starttime` in lower case; empty and 0 values are omitted. */
export function writeRollout(rollout: Rollout): string {
  if (rollout.configurations.length === 0) return '{}';
  return `{"configurations":[${rollout.configurations.map(writeConfiguration).join(',')}]}`;
}

function writeConfiguration({
  configurationName,
  tag,
  percent,
  revisions,
  stepParams,
}: ConfigurationRollout): string {
  const written = revisions.map((revision) =>
    JSON.stringify({ revisionName: revision.revisionName, percent: revision.percent }),
  );
  const fields = [
    `"configurationName":${JSON.stringify(configurationName)}`,
    ...(tag === '' ? [] : [`"tag":${JSON.stringify(tag)}`]),
    `"percent":${percent}`,
    ...(written.length === 0 ? [] : [`"revisions":[${written.join(',')}]`]),
    `"stepParams":${writeSteps(stepParams)}`,
  ];
  return `{${fields.join(',')}}`;
}

function writeSteps({ startTime, nextStepTime, stepDuration, stepSize }: StepParams): string {
  const fields = Object.entries({
    starttime: startTime,
    nextStepTime,
    stepDuration,
    stepSize: BigInt(stepSize),
  });
  const set = fields.filter(([, value]) => value !== 0n).map(([name, value]) => `"${name}":${value}`);
  return `{${set.join(',')}}`;
}
