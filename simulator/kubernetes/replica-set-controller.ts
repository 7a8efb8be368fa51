import type { Pod } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { ReplicaSet } from '#simulator/apimachinery/wire-types.ts';
import type { Context } from '#simulator/controllers/context.ts';
import { type Controller, controlledBy } from '#simulator/controllers/controller.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import {
  controllerReference,
  create,
  isTerminating,
  remove,
  writeStatus,
} from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { randomSuffix } from '#simulator/runtime/random.ts';

const SOURCE = { component: 'replicaset-controller' };
/** Pod names are truncated so that the suffix fits (kubernetes `rest.maxGeneratedNameLength`). */
const LONGEST_BASE = 58;

/** Kubernetes' ReplicaSet: maintains its number of pods. */
export const replicaSetController: Controller<ReplicaSet> = {
  name: 'replicaset-controller',
  type: KUBERNETES.replicaSet,
  latencyMs: 5,
  watches: [{ type: KUBERNETES.pod, concerns: controlledBy(KUBERNETES.replicaSet) }],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const { spec } = object;
    const pods = podsOf(context, object);
    for (let count = pods.length; count < spec.replicas; count += 1) pods.push(addPod(context, object));
    const surplus = pods.length - spec.replicas;
    for (const pod of surplus > 0 ? byWorth(pods).slice(0, surplus) : []) endPod(context, object, pod);
    const kept = podsOf(context, object);
    const ready = kept.filter(isPodReady).length;
    const ending = endingPodsOf(context, object).length;
    const running = {
      terminatingReplicas: ending,
      replicas: kept.length,
      ...(kept.length > 0 ? { fullyLabeledReplicas: kept.length } : {}),
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
      observedGeneration: object.metadata.generation ?? 1,
    };
    writeStatus(context, KUBERNETES.replicaSet, object, running, WRITER.kubernetes);
    return undefined;
  },
};

function podsOf(context: Context, replicaSet: Stored<ReplicaSet>): Stored<Pod>[] {
  return context.store.ownedBy(replicaSet.metadata.uid, KUBERNETES.pod).filter((pod) => !isTerminating(pod));
}

function endingPodsOf(context: Context, replicaSet: Stored<ReplicaSet>): readonly Stored<Pod>[] {
  return context.store.ownedBy(replicaSet.metadata.uid, KUBERNETES.pod).filter(isTerminating);
}

/** isPodReady reports whether a pod serves: Ready is True and the pod is not terminating. */
export function isPodReady(pod: Stored<Pod>): boolean {
  const { status } = pod;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' && !isTerminating(pod);
}

/** byWorth sorts pods in the order they are deleted: those that are not ready first, then the newest. */
function byWorth(pods: readonly Stored<Pod>[]): Stored<Pod>[] {
  return [...pods].sort((a, b) => {
    const readiness = Number(isPodReady(a)) - Number(isPodReady(b));
    if (readiness !== 0) return readiness;
    const age = b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp);
    return age === 0 ? b.metadata.name.localeCompare(a.metadata.name) : age;
  });
}

function addPod(context: Context, replicaSet: Stored<ReplicaSet>): Stored<Pod> {
  const { spec } = replicaSet;
  const base = `${replicaSet.metadata.name}-`.slice(0, LONGEST_BASE);
  const pod = create(
    context,
    KUBERNETES.pod,
    {
      metadata: {
        name: base + randomSuffix(context.random),
        generateName: base,
        namespace: namespaceOf(replicaSet),
        labels: spec.template.metadata.labels,
        ...(spec.template.metadata.annotations === undefined
          ? {}
          : { annotations: spec.template.metadata.annotations }),
        ownerReferences: [controllerReference(replicaSet)],
      },
      spec: spec.template.spec,
    },
    WRITER.kubernetes,
  );
  context.events.normal(SOURCE, replicaSet, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  return pod;
}

function endPod(context: Context, replicaSet: Stored<ReplicaSet>, pod: Stored<Pod>): void {
  const { terminationGracePeriodSeconds = 30 } = (pod['spec'] ?? {}) as {
    terminationGracePeriodSeconds?: number;
  };
  remove(context, KUBERNETES.pod, pod, {
    ...WRITER.kubernetes,
    gracePeriodSeconds: terminationGracePeriodSeconds,
  });
  context.events.normal(SOURCE, replicaSet, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}
