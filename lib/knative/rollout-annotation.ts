import type { ConfigurationRollout, Rollout, StepParams } from '#lib/knative/rollout.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';

/**
 * parseRollout parses the annotation `networking.internal.knative.dev/rollout` of a KIngress. Returns undefined when it is absent, when it
 * is not JSON of that shape, and when its sums are inconsistent; Knative discards it then, too (`Rollout.Validate`).
 */
export function parseRollout(annotation: string | undefined): Rollout | undefined {
  if (annotation === undefined) return undefined;
  const json = parseJson(annotation);
  if (!isRecord(json)) return undefined;
  const configurations = (Array.isArray(json.configurations) ? json.configurations : []).map(toConfiguration);
  return configurations.every((configuration) => configuration !== undefined && isConsistent(configuration))
    ? { configurations: configurations.filter((configuration) => configuration !== undefined) }
    : undefined;
}

/** parseJson turns nanosecond numbers into strings first, because they would lose their last digits as JSON numbers. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/("(?:starttime|nextStepTime|stepDuration)"\s*:\s*)(-?\d+)/g, '$1"$2"'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toConfiguration(json: unknown): ConfigurationRollout | undefined {
  if (!isRecord(json) || typeof json.configurationName !== 'string' || !isWhole(json.percent))
    return undefined;
  const revisions = (Array.isArray(json.revisions) ? json.revisions : []).map((revision: unknown) =>
    isRecord(revision) && typeof revision.revisionName === 'string' && isWhole(revision.percent)
      ? { revisionName: revision.revisionName, percent: revision.percent }
      : undefined,
  );
  const known = revisions.filter((revision) => revision !== undefined);
  if (known.length !== revisions.length) return undefined;
  const tag = typeof json.tag === 'string' ? json.tag : '';
  const { configurationName, percent } = json;
  return { configurationName, tag, percent, revisions: known, stepParams: toSteps(json.stepParams) };
}

function toSteps(json: unknown): StepParams {
  const steps = isRecord(json) ? json : {};
  const time = (value: unknown) => (typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : 0n);
  return {
    startTime: time(steps.starttime),
    nextStepTime: time(steps.nextStepTime),
    stepDuration: time(steps.stepDuration),
    stepSize: isWhole(steps.stepSize) ? steps.stepSize : 0,
  };
}

function isConsistent({ percent, revisions, stepParams }: ConfigurationRollout): boolean {
  const sum = revisions.reduce((total, revision) => total + revision.percent, 0);
  return percent <= 100 && stepParams.stepSize >= 0 && stepParams.stepSize <= percent && sum === percent;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
