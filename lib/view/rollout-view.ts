import type { ConfigurationRollout } from '#lib/knative/rollout.ts';
import { parseRollout } from '#lib/knative/rollout-annotation.ts';
import type { RolloutView } from '#lib/view/models/traffic.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * rolloutView returns the progress of the gradual rollout on the main host, from the KIngress annotation; null when none is running. When
 * only tags roll out, it shows the first of them. Steps come late rather than early, so `doneAt` is the earliest end.
 */
export function rolloutView(annotation: string | undefined): RolloutView | null {
  const running = parseRollout(annotation)?.configurations.filter(({ revisions }) => revisions.length > 1);
  const shown = running?.find(({ tag }) => tag === '') ?? running?.[0];
  return shown === undefined ? null : toView(shown);
}

function toView({ revisions, percent, stepParams }: ConfigurationRollout): RolloutView | null {
  const newest = revisions.at(-1);
  if (newest === undefined) return null;
  const { stepSize, stepDuration, nextStepTime } = stepParams;
  const view = { revisionName: newest.revisionName, percent: newest.percent, targetPercent: percent };
  if (stepSize === 0 || nextStepTime === 0n)
    return { ...view, stepSize: null, nextStepAt: null, doneAt: null };
  const stepsAfterNext = Math.max(0, Math.ceil((percent - newest.percent) / stepSize) - 1);
  return {
    ...view,
    stepSize,
    nextStepAt: toTimestamp(nextStepTime),
    doneAt: toTimestamp(nextStepTime + BigInt(stepsAfterNext) * stepDuration),
  };
}

function toTimestamp(nanoseconds: bigint): string | null {
  const date = new Date(Number(nanoseconds / NANOSECONDS_PER_MILLISECOND));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
