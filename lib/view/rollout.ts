import { ANNOTATION } from '#lib/knative/labels.ts';
import type { KIngress } from '#lib/knative/types.ts';
import type { RolloutView } from '#lib/view/types.ts';

/** The state that the Route controller keeps on the KIngress (knative/serving v1.23 `route/traffic/rollout.go`). Times are Unix ns. */
interface ConfigurationRollout {
  tag?: string;
  percent?: number;
  revisions?: { revisionName: string; percent: number }[];
  stepParams?: { nextStepTime?: number; stepDuration?: number; stepSize?: number };
}

/** rolloutOf returns the gradual rollout in progress, that of the main host first; null when none runs. */
export function rolloutOf(kIngress: KIngress | undefined): RolloutView | null {
  const running = parse(kIngress?.metadata.annotations?.[ANNOTATION.rollout]).filter(
    (it) => (it.revisions?.length ?? 0) > 1,
  );
  const rollout = running.find((it) => (it.tag ?? '') === '') ?? running[0];
  const newest = rollout?.revisions?.at(-1);
  if (rollout === undefined || newest === undefined) return null;
  const targetPercent = rollout.percent ?? 100;
  const { nextStepTime = 0, stepDuration = 0, stepSize = 0 } = rollout.stepParams ?? {};
  const moving = stepDuration > 0 && stepSize > 0 && nextStepTime > 0;
  const stepsLeft = moving ? Math.max(1, Math.ceil((targetPercent - newest.percent) / stepSize)) : 0;
  return {
    revisionName: newest.revisionName,
    percent: newest.percent,
    targetPercent,
    stepSize: moving ? stepSize : null,
    nextStepAt: moving ? fromNanoseconds(nextStepTime) : null,
    doneAt: moving ? fromNanoseconds(nextStepTime + (stepsLeft - 1) * stepDuration) : null,
  };
}

/** An annotation that does not parse is no rollout: Knative itself treats it so (`reconcile_resources.go`). */
function parse(annotation: string | undefined): ConfigurationRollout[] {
  if (annotation === undefined) return [];
  try {
    const state = JSON.parse(annotation) as { configurations?: ConfigurationRollout[] } | null;
    return state?.configurations ?? [];
  } catch {
    return [];
  }
}

function fromNanoseconds(time: number): string {
  return new Date(time / 1e6).toISOString();
}
