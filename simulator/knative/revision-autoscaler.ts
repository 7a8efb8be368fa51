import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import { KNATIVE } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { conditionOf } from '#simulator/knative/condition-set.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import { protocolOf } from '#simulator/knative/queue-proxy.ts';
import { AUTOSCALING, deploymentName, labelsBelow, passedOn } from '#simulator/knative/revision-facts.ts';
import { asRevision, type Deployment, namespaceOf } from '#simulator/knative/wire.ts';
import { change, controllerReference, create, type Draft } from '#simulator/knative/write.ts';

/** Annotations that the PodAutoscaler's webhook fills in. */
const DEFAULTED: readonly string[] = [ANNOTATION.autoscalerClass, ANNOTATION.metric];

/** podAutoscalerFor builds the PodAutoscaler of a Revision and its Deployment (`pkg/reconciler/revision/resources/pa.go`). */
export function podAutoscalerFor(revision: StoredObject, deployment: StoredObject): Draft {
  const { name } = revision.metadata;
  const { containerConcurrency = 0 } = asRevision(revision).spec;
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

/** Whether requests may come: by the routing state, and not while its pods cannot be had. */
function reachabilityOf(revision: StoredObject, deployment: StoredObject): string {
  const { spec, status } = deployment as unknown as Deployment;
  const isBroken = ['ResourcesAvailable', 'ContainerHealthy'].some(
    (type) => conditionOf(revision, type)?.status === 'False',
  );
  if (isBroken && spec.replicas > 0 && (status?.readyReplicas ?? 0) === 0) return 'Unreachable';
  const state = revision.metadata.labels?.[LABEL.routingState];
  return state === 'active' ? 'Reachable' : state === 'reserve' ? 'Unreachable' : '';
}

/**
 * ensurePodAutoscaler makes the PodAutoscaler, or brings its spec and autoscaling annotations in step with the Revision's. Returns it as
 * it was before, or as it was made.
 */
export function ensurePodAutoscaler(
  context: Context,
  revision: StoredObject,
  deployment: StoredObject,
): StoredObject {
  const draft = podAutoscalerFor(revision, deployment);
  const { namespace, name, annotations: wanted = {} } = draft.metadata;
  const found = context.store.get(KNATIVE.podAutoscaler, namespace, name);
  if (found === undefined) {
    const annotations = {
      [ANNOTATION.autoscalerClass]: 'kpa.autoscaling.knative.dev',
      [ANNOTATION.metric]: 'concurrency',
      ...wanted,
    };
    const metadata = { ...draft.metadata, annotations };
    return create(context, KNATIVE.podAutoscaler, { ...draft, metadata }, WRITER.knative);
  }
  const kept = Object.entries(found.metadata.annotations ?? {}).filter(
    ([key]) => DEFAULTED.includes(key) || !key.startsWith(AUTOSCALING),
  );
  const annotations = { ...Object.fromEntries(kept), ...wanted };
  const next = { ...found, metadata: { ...found.metadata, annotations }, spec: draft['spec'] };
  change(context, KNATIVE.podAutoscaler, found, next, WRITER.knative);
  return found;
}
