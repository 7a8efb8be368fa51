import { LABEL } from '#lib/knative/labels.ts';
import type { Pod, PodAutoscaler } from '#lib/knative/types.ts';
import { KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { ConditionSet, conditionOf } from '#simulator/knative/condition-set.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import {
  type Controller,
  controlledBy,
  namedByLabel,
  onConfigChange,
} from '#simulator/knative/controller.ts';
import { parseImage, resolveDigest } from '#simulator/knative/image.ts';
import { behaviourOf } from '#simulator/knative/pod-behaviour.ts';
import {
  deploymentFor,
  deploymentName,
  imageFor,
  podAutoscalerFor,
} from '#simulator/knative/revision-resources.ts';
import { asRevision, type Deployment, namespaceOf } from '#simulator/knative/wire.ts';
import { ensure, isControlledBy, isGoing, writeStatus } from '#simulator/knative/write.ts';

const DEPENDENTS = ['ResourcesAvailable', 'ContainerHealthy'];
const SOURCE = { component: 'revision-controller' };

/** Knative's Revision: runs a Deployment and tells how it does (`pkg/reconciler/revision`). */
export const revisionController: Controller = {
  name: 'revision-controller',
  type: KNATIVE.revision,
  latencyMs: 20,
  watches: [
    { type: KUBERNETES.deployment, concerns: controlledBy(KNATIVE.revision) },
    { type: KNATIVE.podAutoscaler, concerns: controlledBy(KNATIVE.revision) },
    { type: KNATIVE.image, concerns: controlledBy(KNATIVE.revision) },
    { type: KUBERNETES.pod, concerns: namedByLabel(LABEL.revision) },
    onConfigChange(KNATIVE.revision, 'config-deployment'),
  ],
  reconcile(context, object) {
    if (isGoing(object)) return undefined;
    const before = asRevision(object).status;
    const conditions = new ConditionSet(DEPENDENTS, before?.conditions, context.clock.now());
    const rest =
      before?.containerStatuses === undefined
        ? resolveDigests(object, conditions)
        : { containerStatuses: before.containerStatuses, ...reconcileChildren(context, object, conditions) };
    const isReadyNow = conditions.is('Ready', 'True');
    if (isReadyNow && conditionOf(object, 'Ready')?.status !== 'True') {
      const message = 'Revision becomes ready upon all resources being ready';
      context.events.normal(SOURCE, object, 'RevisionReady', message);
    }
    const observedGeneration = object.metadata.generation ?? 1;
    const status = { ...rest, observedGeneration, conditions: conditions.list() };
    writeStatus(context, KNATIVE.revision, object, status, WRITER.knative);
    return undefined;
  },
};

/** The first look says that it resolves, the next has the digest or knows that there is none. */
function resolveDigests(object: StoredObject, conditions: ConditionSet): Record<string, unknown> {
  if (conditions.get('ContainerHealthy')?.reason === 'ContainerMissing') return {};
  if (conditions.get('ContainerHealthy')?.reason !== 'ResolvingDigests') {
    conditions.markUnknown('ResourcesAvailable', 'ResolvingDigests', '');
    conditions.markUnknown('ContainerHealthy', 'ResolvingDigests', '');
    return {};
  }
  const { containers } = asRevision(object).spec;
  if (behaviourOf(object.metadata.annotations).type === 'image-missing') {
    const image = containers[0]?.image ?? '';
    const { registry, repository, tag } = parseImage(image);
    const cause = `GET https://${registry}/v2/${repository}/manifests/${tag}: MANIFEST_UNKNOWN: manifest unknown; unknown tag=${tag}`;
    conditions.markFalse(
      'ContainerHealthy',
      'ContainerMissing',
      `Unable to fetch image "${image}": failed to resolve image to digest: ${cause}`,
    );
    return {};
  }
  conditions.markUnknown('ResourcesAvailable', 'Deploying', '');
  conditions.markUnknown('ContainerHealthy', 'Deploying', '');
  conditions.markUnknown('Active', 'Deploying', '');
  return {
    containerStatuses: containers.map(({ name = 'user-container', image }) => ({
      name,
      imageDigest: resolveDigest(image),
    })),
  };
}

function reconcileChildren(
  context: Context,
  object: StoredObject,
  conditions: ConditionSet,
): Record<string, unknown> {
  const namespace = namespaceOf(object);
  const name = deploymentName(object.metadata.name);
  const found = context.store.get(KUBERNETES.deployment, namespace, name);
  if (found !== undefined && !isControlledBy(found, object)) {
    const message = `There is an existing Deployment "${name}" that we do not own.`;
    conditions.markFalse('ResourcesAvailable', 'NotOwned', message);
    return {};
  }
  const draft = deploymentFor(context, object, found);
  const deployment = ensure(context, KUBERNETES.deployment, draft, WRITER.knative);
  const activationRequired = conditions.get('Active') !== undefined && !conditions.is('Active', 'True');
  if (found === undefined) {
    conditions.markUnknown('ResourcesAvailable', 'Deploying', '');
    conditions.markUnknown('ContainerHealthy', 'Deploying', '');
  } else if (!activationRequired) propagateDeployment(deployment, conditions);
  markPodTrouble(context, object, deployment, conditions);
  for (const container of asRevision(object).spec.containers) {
    ensure(context, KNATIVE.image, imageFor(object, container), WRITER.knative);
  }
  const autoscaler = ensure(
    context,
    KNATIVE.podAutoscaler,
    podAutoscalerFor(object, hasFailed(deployment, conditions)),
    WRITER.knative,
  );
  return propagateAutoscaler(autoscaler, conditions);
}

/** Whether its pods or their resources failed and none of them is ready (`pkg/reconciler/revision/resources/pa.go`). */
function hasFailed(deployment: StoredObject, conditions: ConditionSet): boolean {
  const { spec, status } = deployment as unknown as Deployment;
  const isBad = conditions.is('ResourcesAvailable', 'False') || conditions.is('ContainerHealthy', 'False');
  return isBad && spec.replicas > 0 && (status?.readyReplicas ?? 0) === 0;
}

function propagateDeployment(deployment: StoredObject, conditions: ConditionSet): void {
  const progressing = conditionOf(deployment, 'Progressing');
  if (progressing?.status === 'False') {
    conditions.markFalse('ResourcesAvailable', progressing.reason ?? '', progressing.message ?? '');
  } else if (progressing?.status === 'True') conditions.markTrue('ResourcesAvailable');
}

/** What keeps the pods of a Deployment from serving, when none does. */
function markPodTrouble(
  context: Context,
  object: StoredObject,
  deployment: StoredObject,
  conditions: ConditionSet,
): void {
  const { spec, status } = deployment as unknown as Deployment;
  if (spec.replicas === 0 || (status?.availableReplicas ?? 0) > 0) return;
  const pod = podsOf(context, deployment)[0];
  if (pod === undefined) return;
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    conditions.markFalse('ResourcesAvailable', scheduled.reason ?? '', scheduled.message ?? '');
  }
  const userContainer = asRevision(object).spec.containers[0]?.name ?? 'user-container';
  const container = pod.status?.containerStatuses?.find(({ name }) => name === userContainer);
  const ended = container?.lastState?.terminated;
  const waiting = container?.state?.waiting;
  const progressing = conditionOf(deployment, 'Progressing');
  const hasTimedOut = progressing?.reason === 'ProgressDeadlineExceeded';
  if (ended !== undefined) {
    const message = `Container failed with: ${ended.message ?? ''}`;
    conditions.markFalse('ContainerHealthy', `ExitCode${ended.exitCode ?? 0}`, message);
  } else if (waiting !== undefined && hasTimedOut) {
    conditions.markFalse('ResourcesAvailable', waiting.reason ?? '', waiting.message ?? '');
  }
}

function podsOf(context: Context, deployment: StoredObject): Pod[] {
  return context.store
    .ownedBy(deployment.metadata.uid)
    .flatMap(({ object }) => context.store.ownedBy(object.metadata.uid))
    .filter(({ object }) => object.kind === 'Pod')
    .map(({ object }) => object as unknown as Pod);
}

/** `pkg/apis/serving/v1/revision_lifecycle.go` PropagateAutoscalerStatus. */
function propagateAutoscaler(object: StoredObject, conditions: ConditionSet): Record<string, unknown> {
  const { status } = object as unknown as PodAutoscaler;
  const isUnavailable =
    conditions.is('ResourcesAvailable', 'False') || conditions.is('ContainerHealthy', 'False');
  const ready = conditionOf(object, 'Ready');
  const replicas = {
    ...(status?.actualScale === undefined ? {} : { actualReplicas: status.actualScale }),
    ...(status?.desiredScale === undefined ? {} : { desiredReplicas: status.desiredScale }),
  };
  if (ready === undefined) {
    conditions.markUnknown('Active', 'Deploying', '');
    if (!isUnavailable) conditions.markUnknown('ResourcesAvailable', 'Deploying', '');
    return replicas;
  }
  const isInitialized = conditionOf(object, 'ScaleTargetInitialized')?.status === 'True';
  if (isInitialized && !isUnavailable) {
    conditions.markTrue('ResourcesAvailable');
    conditions.markTrue('ContainerHealthy');
  }
  const hasService = (status?.serviceName ?? '') !== '';
  if (conditions.is('ResourcesAvailable', 'True') && (!hasService || !isInitialized)) {
    conditions.markUnknown('ResourcesAvailable', 'Deploying', '');
  }
  if (ready.status === 'False' && ready.reason === 'TimedOut' && !isInitialized && !isUnavailable) {
    const message = 'Initial scale was never achieved';
    conditions.markFalse('ResourcesAvailable', 'ProgressDeadlineExceeded', message);
  }
  conditions.copy('Active', ready);
  return replicas;
}
