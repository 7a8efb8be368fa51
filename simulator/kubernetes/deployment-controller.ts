import type { Condition } from '#lib/kubernetes/object.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import type { Deployment, DeploymentCondition, ReplicaSet } from '#simulator/apimachinery/wire-types.ts';
import type { Context } from '#simulator/controllers/context.ts';
import { type Controller, controlledBy } from '#simulator/controllers/controller.ts';
import { isTerminating, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { type ReplicaSets, rollOut, withRevision } from '#simulator/kubernetes/deployment-replica-sets.ts';
import { maxUnavailable } from '#simulator/kubernetes/rolling-update.ts';

/** Kubernetes' Deployment: rolls its template out to a ReplicaSet, keeps those of earlier templates, and reports progress. */
export const deploymentController: Controller<Deployment> = {
  name: 'deployment-controller',
  type: KUBERNETES.deployment,
  latencyMs: 5,
  watches: [{ type: KUBERNETES.replicaSet, concerns: controlledBy(KUBERNETES.deployment) }],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const replicaSets = rollOut(context, object);
    const { current } = replicaSets;
    if (current === undefined) {
      const status = { ...object.status, observedGeneration: object.metadata.generation ?? 1 };
      writeStatus(context, KUBERNETES.deployment, object, status, WRITER.kubernetes);
      return undefined;
    }
    const deployment = withRevision(context, object, current);
    const all = [current, ...replicaSets.old];
    const ready = total(all, ({ status }) => status?.readyReplicas);
    const progress = progressOf(context, object, current, replicaSets);
    writeStatus(
      context,
      KUBERNETES.deployment,
      deployment,
      {
        observedGeneration: object.metadata.generation ?? 1,
        ...counts({
          replicas: total(all, ({ status }) => status?.replicas),
          updatedReplicas: current.status?.replicas ?? 0,
          readyReplicas: ready,
          availableReplicas: ready,
          unavailableReplicas: Math.max(0, total(all, ({ spec }) => spec.replicas) - ready),
        }),
        terminatingReplicas: total(all, ({ status }) => status?.terminatingReplicas),
        conditions: [availability(context, object, ready), progress.condition],
      },
      WRITER.kubernetes,
    );
    return progress.deadlineInMs;
  },
};

function total(
  replicaSets: readonly Stored<ReplicaSet>[],
  count: (replicaSet: Stored<ReplicaSet>) => number | undefined,
): number {
  return replicaSets.reduce((sum, replicaSet) => sum + (count(replicaSet) ?? 0), 0);
}

/** counts omits zeros, like omitempty. */
function counts(countsByName: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(countsByName).filter(([, count]) => count > 0));
}

function conditionsOf(object: Stored<Deployment>): DeploymentCondition[] {
  return object.status?.conditions ?? [];
}

function availability(context: Context, object: Stored<Deployment>, ready: number): DeploymentCondition {
  const isAvailable = ready >= object.spec.replicas - maxUnavailable(object.spec);
  return settle(context, object, {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isAvailable
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
  });
}

/**
 * progressOf measures progress from the last ready pod, from a new template, or from when more pods were wanted; after the deadline it has
 * failed.
 */
function progressOf(
  context: Context,
  object: Stored<Deployment>,
  replicaSet: Stored<ReplicaSet>,
  { old, isNew }: ReplicaSets,
): { condition: DeploymentCondition; deadlineInMs: number | undefined } {
  const { replicas, progressDeadlineSeconds } = object.spec;
  const { name } = replicaSet.metadata;
  const ready = replicaSet.status?.readyReplicas ?? 0;
  const oldPods = total(old, ({ status }) => status?.replicas);
  const before = conditionsOf(object).find(({ type }) => type === 'Progressing');
  const deadlineMs = progressDeadlineSeconds * 1000;
  if (before === undefined || isNew) {
    const message = `Created new replica set "${name}"`;
    const begun = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message } as const;
    return { condition: settle(context, object, begun), deadlineInMs: deadlineMs };
  }
  if (ready >= replicas && oldPods === 0) {
    const message = `ReplicaSet "${name}" has successfully progressed.`;
    const done = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message } as const;
    return { condition: settle(context, object, done), deadlineInMs: undefined };
  }
  const message = `ReplicaSet "${name}" is progressing.`;
  const progressing = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message } as const;
  // A Deployment that has completed once is not measured again when it scales, but when it returns to an earlier template.
  if (before.reason === 'NewReplicaSetAvailable') {
    return oldPods === 0
      ? { condition: before, deadlineInMs: undefined }
      : { condition: settle(context, object, progressing), deadlineInMs: deadlineMs };
  }
  const since = Date.parse(before.lastUpdateTime);
  const deadlineInMs = since + deadlineMs - context.clock.now();
  if (before.reason === 'ProgressDeadlineExceeded' || deadlineInMs <= 0) {
    const late = {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${name}" has timed out progressing.`,
    } as const;
    return { condition: settle(context, object, late), deadlineInMs: undefined };
  }
  if (before.reason === 'NewReplicaSetCreated' && (replicaSet.status?.replicas ?? 0) === 0) {
    return { condition: before, deadlineInMs };
  }
  return { condition: settle(context, object, progressing), deadlineInMs };
}

/** settle keeps a condition's times when its status and reason are unchanged. */
function settle(context: Context, object: Stored<Deployment>, condition: Condition): DeploymentCondition {
  const before = conditionsOf(object).find(({ type }) => type === condition.type);
  if (before?.status === condition.status && before.reason === condition.reason) return before;
  const now = formatTime(context.clock.now());
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now;
  return { ...condition, lastUpdateTime: now, lastTransitionTime };
}
