import { isDeepStrictEqual } from 'node:util';
import { LABEL } from '#lib/knative/labels.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import type { Deployment, DeploymentCondition, ReplicaSet } from '#simulator/apimachinery/wire-types.ts';
import type { Context } from '#simulator/controllers/context.ts';
import { type Controller, controlledBy } from '#simulator/controllers/controller.ts';
import { templateHash } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import {
  controllerReference,
  ensure,
  isTerminating,
  remove,
  writeStatus,
} from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';

const SOURCE = { component: 'deployment-controller' };
const REVISION = 'deployment.kubernetes.io/revision';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Kubernetes' Deployment: maintains one ReplicaSet for its template and reports progress. */
export const deploymentController: Controller<Deployment> = {
  name: 'deployment-controller',
  type: KUBERNETES.deployment,
  latencyMs: 5,
  watches: [{ type: KUBERNETES.replicaSet, concerns: controlledBy(KUBERNETES.deployment) }],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const { replicas } = object.spec;
    const replicaSet = ensureReplicaSet(context, object);
    const deployment = withRevision(context, object, replicaSet);
    const ready = replicaSet.status?.readyReplicas ?? 0;
    const progress = progressOf(context, object, replicaSet);
    writeStatus(
      context,
      KUBERNETES.deployment,
      deployment,
      {
        observedGeneration: object.metadata.generation ?? 1,
        ...counts({
          replicas: replicaSet.status?.replicas ?? 0,
          updatedReplicas: replicaSet.status?.replicas ?? 0,
          readyReplicas: ready,
          availableReplicas: ready,
          unavailableReplicas: Math.max(0, replicas - ready),
        }),
        terminatingReplicas: replicaSet.status?.terminatingReplicas ?? 0,
        conditions: [availability(context, object, ready), progress.condition],
      },
      WRITER.kubernetes,
    );
    return progress.deadlineInMs;
  },
};

/** counts omits zeros, like omitempty. */
function counts(countsByName: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(countsByName).filter(([, count]) => count > 0));
}

function ensureReplicaSet(context: Context, object: Stored<Deployment>): Stored<ReplicaSet> {
  const { spec } = object;
  const hash = hashInUse(context, object) ?? templateHash(spec.template);
  const name = `${object.metadata.name}-${hash}`;
  const labels = { ...spec.template.metadata.labels, [LABEL.podTemplateHash]: hash };
  const namespace = namespaceOf(object);
  const before = context.store.get(KUBERNETES.replicaSet, namespace, name);
  const replicaSet = ensure(
    context,
    KUBERNETES.replicaSet,
    {
      metadata: {
        name,
        namespace,
        labels,
        annotations: {
          ...objectAnnotations(object),
          'deployment.kubernetes.io/desired-replicas': String(spec.replicas),
          'deployment.kubernetes.io/max-replicas': String(mostReplicas(spec)),
          [REVISION]: before?.metadata.annotations?.[REVISION] ?? String(nextRevision(object)),
        },
        ownerReferences: [controllerReference(object)],
      },
      spec: {
        replicas: spec.replicas,
        selector: { matchLabels: { ...spec.selector.matchLabels, [LABEL.podTemplateHash]: hash } },
        template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      },
    },
    WRITER.kubernetes,
  );
  const from = before?.spec.replicas ?? 0;
  if (from !== spec.replicas) {
    const direction = from < spec.replicas ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${name} from ${from} to ${spec.replicas}`;
    context.events.normal(SOURCE, object, 'ScalingReplicaSet', message);
  }
  for (const other of context.store.ownedBy(object.metadata.uid, KUBERNETES.replicaSet)) {
    if (other.metadata.name !== name) remove(context, KUBERNETES.replicaSet, other, WRITER.kubernetes);
  }
  return replicaSet;
}

/** objectAnnotations returns the annotations that a ReplicaSet copies from its Deployment: all but kubectl's and the revision. */
function objectAnnotations({ metadata: { annotations = {} } }: StoredObject): Record<string, string> {
  const kept = Object.entries(annotations).filter(([key]) => key !== LAST_APPLIED && key !== REVISION);
  return Object.fromEntries(kept);
}

/** mostReplicas returns the maximum number of pods: the wanted replicas plus the surge, or 0 when no replicas are wanted. */
function mostReplicas({ replicas, strategy }: Deployment['spec']): number {
  const surge = strategy?.rollingUpdate?.maxSurge ?? '25%';
  if (replicas === 0) return 0;
  return (
    replicas + (typeof surge === 'number' ? surge : Math.ceil((replicas * Number.parseFloat(surge)) / 100))
  );
}

function nextRevision({ metadata: { annotations = {} } }: StoredObject): number {
  return Number(annotations[REVISION] ?? 0) + 1;
}

/** withRevision returns the Deployment with the revision number of its ReplicaSet. */
function withRevision(
  context: Context,
  object: Stored<Deployment>,
  replicaSet: Stored<ReplicaSet>,
): Stored<Deployment> {
  const revision = replicaSet.metadata.annotations?.[REVISION] ?? '1';
  if (object.metadata.annotations?.[REVISION] === revision) return object;
  const annotations = { ...object.metadata.annotations, [REVISION]: revision };
  const next = { ...object, metadata: { ...object.metadata, annotations } };
  return context.store.update(KUBERNETES.deployment, next, WRITER.kubernetes);
}

/** hashInUse returns the hash of the ReplicaSet that already has this template; it compares templates, as a real Deployment does. */
function hashInUse(context: Context, object: Stored<Deployment>): string | undefined {
  const { template } = object.spec;
  const same = context.store.ownedBy(object.metadata.uid, KUBERNETES.replicaSet).find(({ spec }) => {
    const { metadata, ...rest } = spec.template;
    const { [LABEL.podTemplateHash]: _hash, ...labels } = metadata.labels;
    return isDeepStrictEqual({ ...rest, metadata: { ...metadata, labels } }, template);
  });
  return same?.metadata.labels?.[LABEL.podTemplateHash];
}

function conditionsOf(object: Stored<Deployment>): DeploymentCondition[] {
  return object.status?.conditions ?? [];
}

function availability(context: Context, object: Stored<Deployment>, ready: number): DeploymentCondition {
  const { replicas } = object.spec;
  const isAvailable = ready >= replicas;
  return settle(context, object, {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isAvailable
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
  });
}

/** progressOf measures progress from the last ready pod, or from when more pods were wanted; after the deadline it has failed. */
function progressOf(
  context: Context,
  object: Stored<Deployment>,
  replicaSet: Stored<ReplicaSet>,
): { condition: DeploymentCondition; deadlineInMs: number | undefined } {
  const { replicas, progressDeadlineSeconds } = object.spec;
  const { name } = replicaSet.metadata;
  const ready = replicaSet.status?.readyReplicas ?? 0;
  const before = conditionsOf(object).find(({ type }) => type === 'Progressing');
  if (before === undefined) {
    const message = `Created new replica set "${name}"`;
    const begun = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message } as const;
    return { condition: settle(context, object, begun), deadlineInMs: progressDeadlineSeconds * 1000 };
  }
  if (ready >= replicas) {
    const message = `ReplicaSet "${name}" has successfully progressed.`;
    const done = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message } as const;
    return { condition: settle(context, object, done), deadlineInMs: undefined };
  }
  // A Deployment that has completed once is not measured again when it scales.
  if (before.reason === 'NewReplicaSetAvailable') return { condition: before, deadlineInMs: undefined };
  const since = Date.parse(before.lastUpdateTime);
  const deadlineInMs = since + progressDeadlineSeconds * 1000 - context.clock.now();
  if (before.reason === 'ProgressDeadlineExceeded' || deadlineInMs <= 0) {
    const message = `ReplicaSet "${name}" has timed out progressing.`;
    const late = {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message,
    } as const;
    return { condition: settle(context, object, late), deadlineInMs: undefined };
  }
  if (before.reason === 'NewReplicaSetCreated' && (replicaSet.status?.replicas ?? 0) === 0) {
    return { condition: before, deadlineInMs };
  }
  const message = `ReplicaSet "${name}" is progressing.`;
  const progressing = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message } as const;
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
