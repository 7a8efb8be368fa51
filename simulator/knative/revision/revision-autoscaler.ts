import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { PodAutoscaler, Revision } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { Deployment } from '#simulator/apimachinery/wire-types.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { change, controllerReference, create, type Draft } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { protocolOf } from '#simulator/knative/revision/queue-proxy.ts';
import {
  AUTOSCALING,
  deploymentName,
  labelsBelow,
  passedOn,
} from '#simulator/knative/revision/revision-facts.ts';

/** Annotations that the PodAutoscaler's webhook defaults. */
const DEFAULTED: readonly string[] = [ANNOTATION.autoscalerClass, ANNOTATION.metric];

/** podAutoscalerFor builds the PodAutoscaler for a Revision and its Deployment (`pkg/reconciler/revision/resources/pa.go`). */
function podAutoscalerFor(revision: Stored<Revision>, deployment: Stored<Deployment>): Draft {
  const { name } = revision.metadata;
  const { containerConcurrency = 0 } = revision.spec;
  const reachability = reachabilityOf(revision, deployment);
  return {
    metadata: {
      name,
      namespace: namespaceOf(revision),
      labels: labelsBelow(revision),
      annotations: passedOn(revision.metadata.annotations),
      ownerReferences: [controllerReference(revision)],
    },
    spec: {
      ...(containerConcurrency === 0 ? {} : { containerConcurrency }),
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deploymentName(name) },
      ...(reachability === '' ? {} : { reachability }),
      protocolType: protocolOf(revision),
    },
  };
}

/** reachabilityOf returns whether requests can arrive: by the routing state, and never while the pods fail and none is ready. */
function reachabilityOf(revision: Stored<Revision>, deployment: Stored<Deployment>): string {
  const { spec, status } = deployment;
  const isBroken = ['ResourcesAvailable', 'ContainerHealthy'].some(
    (type) => conditionOf(revision, type)?.status === 'False',
  );
  if (isBroken && spec.replicas > 0 && (status?.readyReplicas ?? 0) === 0) return 'Unreachable';
  const state = revision.metadata.labels?.[LABEL.routingState];
  return state === 'active' ? 'Reachable' : state === 'reserve' ? 'Unreachable' : '';
}

/**
 * ensurePodAutoscaler creates the PodAutoscaler, or updates its spec and autoscaling annotations from the Revision. Returns the object as
 * it was before the update, or as created.
 */
export function ensurePodAutoscaler(
  context: Context,
  revision: Stored<Revision>,
  deployment: Stored<Deployment>,
): Stored<PodAutoscaler> {
  const draft = podAutoscalerFor(revision, deployment);
  const { namespace, name, annotations: desired = {} } = draft.metadata;
  const found = context.store.get(KNATIVE.podAutoscaler, namespace, name);
  if (found === undefined) {
    const annotations = {
      [ANNOTATION.autoscalerClass]: 'kpa.autoscaling.knative.dev',
      [ANNOTATION.metric]: 'concurrency',
      ...desired,
    };
    const metadata = { ...draft.metadata, annotations };
    return create(context, KNATIVE.podAutoscaler, { ...draft, metadata }, WRITER.knative);
  }
  const kept = Object.entries(found.metadata.annotations ?? {}).filter(
    ([key]) => DEFAULTED.includes(key) || !key.startsWith(AUTOSCALING),
  );
  const annotations = { ...Object.fromEntries(kept), ...desired };
  const next = { ...found, metadata: { ...found.metadata, annotations }, spec: draft['spec'] };
  change(context, KNATIVE.podAutoscaler, found, next, WRITER.knative);
  return found;
}
