import type { Container, Pod, PodAutoscaler, Revision } from '#lib/knative/types.ts';
import { StatusError, type Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { Deployment } from '#simulator/apimachinery/wire-types.ts';
import { controlledBy } from '#simulator/controllers/controller.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { create, isControlledBy, isTerminating, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { ConditionSet, conditionOf, isReady, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { type Controller, onConfigChange } from '#simulator/knative/reconciler/controller.ts';
import { MISSING_TAG, parseImage, resolveDigest } from '#simulator/knative/revision/image.ts';
import { QUEUE_PROXY } from '#simulator/knative/revision/queue-proxy.ts';
import { ensurePodAutoscaler } from '#simulator/knative/revision/revision-autoscaler.ts';
import { deploymentName } from '#simulator/knative/revision/revision-facts.ts';
import { ensureDeployment, imageFor } from '#simulator/knative/revision/revision-resources.ts';

const DEPENDENTS = ['ResourcesAvailable', 'ContainerHealthy'];
const SOURCE = { component: 'revision-controller' };
/** Retry interval after a failure; nothing visible happens in between. */
const RETRY_MS = 30_000;

type RevisionStatus = NonNullable<Revision['status']> & {
  initContainerStatuses?: NonNullable<Revision['status']>['containerStatuses'];
};

/** Knative's Revision: runs a Deployment and reports its state (`pkg/reconciler/revision`). */
export const revisionController: Controller<Revision> = {
  name: 'revision-controller',
  type: KNATIVE.revision,
  latencyMs: 20,
  watches: [
    { type: KUBERNETES.deployment, concerns: controlledBy(KNATIVE.revision) },
    { type: KNATIVE.podAutoscaler, concerns: controlledBy(KNATIVE.revision) },
    { type: KNATIVE.image, concerns: controlledBy(KNATIVE.revision) },
    onConfigChange(KNATIVE.revision, 'config-deployment'),
  ],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const before = object.status;
    const conditions = new ConditionSet(DEPENDENTS, before?.conditions, context.clock.now());
    observe(conditions, object);
    const status: RevisionStatus = { ...before };
    delete status.conditions;
    const failure = reconcileRevision(context, object, status, conditions);
    if (failure !== undefined) context.events.warning(SOURCE, object, 'InternalError', failure);
    else if (conditions.is('Ready', 'True') && !isReady(object)) {
      const message = 'Revision becomes ready upon all resources being ready';
      context.events.normal(SOURCE, object, 'RevisionReady', message);
    }
    const observedGeneration = object.metadata.generation ?? 1;
    const next = { ...status, observedGeneration, conditions: conditions.list() };
    writeStatus(context, KNATIVE.revision, object, next, WRITER.knative);
    return failure === undefined ? undefined : RETRY_MS;
  },
};

/** reconcileRevision updates the status; returns an error message when it cannot. */
function reconcileRevision(
  context: Context,
  object: Stored<Revision>,
  status: RevisionStatus,
  conditions: ConditionSet,
): string | undefined {
  if (status.containerStatuses === undefined) {
    // The first pass only starts resolving digests; the registry's response triggers the next one.
    if (conditions.get('ResourcesAvailable')?.reason !== 'ResolvingDigests') {
      conditions.markUnknown('ResourcesAvailable', 'ResolvingDigests', '');
      return undefined;
    }
    const problem = unresolvable(object);
    if (problem !== undefined) {
      conditions.markFalse('ContainerHealthy', 'ContainerMissing', problem);
      return problem;
    }
    const { containers, initContainers = [] } = specOf(object);
    status.containerStatuses = resolvedContainers(context, containers);
    if (initContainers.length > 0) status.initContainerStatuses = resolvedContainers(context, initContainers);
  }
  const resolved = { ...object, status };
  const deployment = reconcileDeployment(context, resolved, conditions);
  if (typeof deployment === 'string') return deployment;
  const images = [...status.containerStatuses, ...(status.initContainerStatuses ?? [])];
  for (const { name = '', imageDigest } of images) {
    const draft = imageFor(object, name, imageDigest);
    if (context.store.get(KNATIVE.image, draft.metadata.namespace, draft.metadata.name) === undefined) {
      create(context, KNATIVE.image, draft, WRITER.knative);
    }
  }
  const current = { ...resolved, status: { ...status, conditions: conditions.list() } };
  const autoscaler = ensurePodAutoscaler(context, current, deployment);
  propagateAutoscaler(autoscaler, status, conditions);
  return undefined;
}

/** unresolvable returns why an image of the Revision has no digest, in the registry client's words; undefined when all resolve. */
function unresolvable(object: Stored<Revision>): string | undefined {
  const { containers, initContainers = [] } = specOf(object);
  for (const { image } of [...initContainers, ...containers]) {
    const { registry, repository, tag, digest } = parseImage(image);
    if (tag !== MISSING_TAG || digest !== '') continue;
    const url = `https://${registry}/v2/${repository}/manifests/${tag}`;
    return `Unable to fetch image "${image}": failed to resolve image to digest: HEAD ${url}: unexpected status code 404 Not Found (HEAD responses have no body, use GET for details)`;
  }
  return undefined;
}

interface RevisionContainers {
  containers: readonly Container[];
  /** Containers that run before the others. */
  initContainers?: readonly Container[];
}

const specOf = (object: Stored<Revision>): RevisionContainers => object.spec;

function resolvedContainers(
  context: Context,
  containers: readonly Container[],
): NonNullable<RevisionStatus['containerStatuses']> {
  const { unresolvedRegistries } = context.config.deployment;
  return containers.map(({ name = 'user-container', image }) =>
    unresolvedRegistries.includes(parseImage(image).registry)
      ? { name }
      : { name, imageDigest: resolveDigest(image) },
  );
}

/** Returns the Deployment, or a message about why there is none. */
function reconcileDeployment(
  context: Context,
  object: Stored<Revision>,
  conditions: ConditionSet,
): Stored<Deployment> | string {
  const name = deploymentName(object.metadata.name);
  const found = context.store.get(KUBERNETES.deployment, namespaceOf(object), name);
  if (found === undefined) {
    conditions.markUnknown('ResourcesAvailable', 'Deploying', '');
    conditions.markUnknown('ContainerHealthy', 'Deploying', '');
  } else if (!isControlledBy(found, object)) {
    const message = `There is an existing Deployment "${name}" that we do not own.`;
    conditions.markFalse('ResourcesAvailable', 'NotOwned', message);
    return `revision: "${object.metadata.name}" does not own Deployment: "${name}"`;
  }
  const deployment = ensuredDeployment(context, object, found);
  if (found === undefined || typeof deployment === 'string') return deployment;
  propagateDeployment(deployment, conditions);
  markPodTrouble(context, deployment, conditions);
  const { status } = deployment;
  if ((status?.readyReplicas ?? 0) > 0) conditions.markTrue('ContainerHealthy');
  return deployment;
}

/** Returns the desired Deployment, or why the API server rejects it. */
function ensuredDeployment(
  context: Context,
  object: Stored<Revision>,
  found: Stored<Deployment> | undefined,
): Stored<Deployment> | string {
  try {
    return ensureDeployment(context, object, found);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const what = `${found === undefined ? 'create' : 'update'} deployment "${deploymentName(object.metadata.name)}"`;
    return `failed to ${what}: ${error.message}`;
  }
}

/** `pkg/apis/serving/k8s_lifecycle.go` TransformDeploymentStatus. */
function propagateDeployment(deployment: Stored<Deployment>, conditions: ConditionSet): void {
  const failure = conditionOf(deployment, 'ReplicaFailure');
  const progressing = conditionOf(deployment, 'Progressing');
  if (progressing?.status === 'False') {
    conditions.markFalse('ResourcesAvailable', progressing.reason ?? '', progressing.message ?? '');
  } else if (failure?.status === 'True') {
    conditions.markFalse('ResourcesAvailable', failure.reason ?? '', failure.message ?? '');
  } else if (progressing?.status === 'True') conditions.markTrue('ResourcesAvailable');
  else
    conditions.markUnknown(
      'ResourcesAvailable',
      progressing?.reason ?? 'Deploying',
      progressing?.message ?? '',
    );
}

/** markPodTrouble reports why a Deployment's pods cannot serve when none of them can; it uses the first pod (`reconcile_resources.go`). */
function markPodTrouble(context: Context, deployment: Stored<Deployment>, conditions: ConditionSet): void {
  const { spec, status } = deployment;
  if (spec.replicas === 0 || (status?.availableReplicas ?? 0) > 0) return;
  const [pod] = podsOf(context, deployment);
  if (pod === undefined) return;
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    conditions.markFalse('ResourcesAvailable', scheduled.reason ?? '', scheduled.message ?? '');
  }
  const hasTimedOut = conditionOf(deployment, 'Progressing')?.reason === 'ProgressDeadlineExceeded';
  for (const { name, state, lastState } of pod.status?.containerStatuses ?? []) {
    if (name === QUEUE_PROXY) continue;
    const ended = lastState?.terminated;
    if (ended !== undefined) {
      const isSilent = (ended.exitCode ?? 0) === 0 && (ended.message ?? '') === '';
      const why = isSilent ? 'container exited with no error' : (ended.message ?? '');
      conditions.markFalse(
        'ContainerHealthy',
        `ExitCode${ended.exitCode ?? 0}`,
        `Container failed with: ${why}`,
      );
      return;
    }
    if (state?.waiting === undefined || !hasTimedOut) continue;
    conditions.markFalse('ResourcesAvailable', state.waiting.reason ?? '', state.waiting.message ?? '');
    return;
  }
}

/** podsOf returns the pods sorted by name, as an API server lists them. */
function podsOf(context: Context, deployment: Stored<Deployment>): Pod[] {
  return context.store
    .ownedBy(deployment.metadata.uid)
    .flatMap(({ object }) => context.store.ownedBy(object.metadata.uid, KUBERNETES.pod))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** `pkg/apis/serving/v1/revision_lifecycle.go` PropagateAutoscalerStatus. */
function propagateAutoscaler(
  object: Stored<PodAutoscaler>,
  into: RevisionStatus,
  conditions: ConditionSet,
): void {
  const { status } = object;
  const isUnavailable =
    conditions.is('ResourcesAvailable', 'False') || conditions.is('ContainerHealthy', 'False');
  const ready = conditionOf(object, 'Ready');
  delete into.actualReplicas;
  delete into.desiredReplicas;
  if ((status?.actualScale ?? -1) >= 0) into.actualReplicas = status?.actualScale ?? 0;
  if ((status?.desiredScale ?? -1) >= 0) into.desiredReplicas = status?.desiredScale ?? 0;
  if (ready === undefined) {
    conditions.markUnknown('Active', 'Deploying', '');
    if (!isUnavailable) conditions.markUnknown('ResourcesAvailable', 'Deploying', '');
    return;
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
  if (ready.status === 'False' && !isInitialized && !isUnavailable && hasService) {
    const message = 'Initial scale was never achieved';
    conditions.markFalse('ResourcesAvailable', 'ProgressDeadlineExceeded', message);
  }
  conditions.copy('Active', ready);
}
