import type { PodAutoscaler } from '#lib/knative/types.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import type { ServerlessService } from '#simulator/apimachinery/wire-types.ts';
import { retentionOf, stableWindowOf } from '#simulator/knative/autoscaling/bounds.ts';
import { type ConditionSet, conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { progressDeadlineOf } from '#simulator/knative/revision/revision-facts.ts';

/** The autoscaler's desired scale while it has no data about a Revision. */
export const UNKNOWN_SCALE = -1;
/** Grace period of a failed activation beyond the progress deadline, so that its cause is found first. */
const ACTIVATION_BUFFER_MS = 30_000;

/** How many pods to want, whether to apply that now, and when to check again. */
export interface ZeroDecision {
  want: number;
  applies: boolean;
  waitMs: number | undefined;
}

/** scaleToZero decides what happens to a Revision without requests (knative/serving v0.50 `kpa/scaler.go` handleScaleToZero). */
export function scaleToZero(
  context: Context,
  object: Stored<PodAutoscaler>,
  conditions: ConditionSet,
  serverless: Stored<ServerlessService>,
): ZeroDecision {
  const config = context.config.autoscaler;
  const decide = (want: number, applies: boolean, waitMs?: number): ZeroDecision => ({
    want,
    applies,
    waitMs,
  });
  if (!config.enableScaleToZero) return decide(1, true);
  const now = context.clock.now();
  const since = ageOf(conditions.get('Active'), now);
  if (conditions.is('Active', 'Unknown')) {
    const limit = progressDeadlineOf(context, object) + ACTIVATION_BUFFER_MS;
    return since > limit ? decide(0, true) : decide(UNKNOWN_SCALE, false, limit - since + 1);
  }
  if (conditions.is('Active', 'True')) {
    const window = stableWindowOf(config, object);
    return since >= window ? decide(0, false) : decide(1, true, window - since);
  }
  const retention = retentionOf(config, object);
  if (since >= Math.max(config.scaleToZeroGraceMs, retention)) return decide(0, true);
  if (since < retention) return decide(0, false, retention - since);
  const populated = conditionOf(serverless, 'ActivatorEndpointsPopulated');
  const proxied = populated?.status === 'True' ? ageOf(populated, now) : 0;
  const left = config.scaleToZeroGraceMs - proxied;
  return left <= 0 ? decide(0, true) : decide(0, false, left);
}

function ageOf(condition: Condition | undefined, now: number): number {
  return now - Date.parse(condition?.lastTransitionTime ?? new Date(now).toISOString());
}
