import { ANNOTATION } from '#lib/knative/labels.ts';
import type { PodAutoscaler } from '#lib/knative/types.ts';
import { KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { ConditionSet, conditionOf } from '#simulator/knative/condition-set.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import { type Controller, controlledBy, nameOf, onConfigChange } from '#simulator/knative/controller.ts';
import { deploymentName, initialScaleOf, progressDeadlineOf } from '#simulator/knative/revision-resources.ts';
import {
  type Deployment,
  findRevision,
  namespaceOf,
  type ServerlessService,
} from '#simulator/knative/wire.ts';
import { controllerReference, ensure, isGoing, writeStatus } from '#simulator/knative/write.ts';
import {
  activatorsFor,
  activeThresholdOf,
  boundsOf,
  excessBurstCapacity,
  idleTimeOf,
  panicWindowOf,
  podsFor,
  scrapesItself,
  stableWindowOf,
} from '#simulator/scale/bounds.ts';
import { Decider } from '#simulator/scale/decider.ts';
import { loadOnRevision, splitOf } from '#simulator/scale/load.ts';

const DEPENDENTS = ['Active', 'ScaleTargetInitialized', 'SKSReady'];

/** podAutoscalerController scales Deployments to their load (`pkg/reconciler/autoscaling/kpa`). */
export function podAutoscalerController(): Controller {
  const deciders = new Map<string, Decider>();
  const idleSince = new Map<string, number>();
  return {
    name: 'kpa-class-podautoscaler-controller',
    type: KNATIVE.podAutoscaler,
    latencyMs: 10,
    watches: [
      { type: KNATIVE.serverlessService, concerns: controlledBy(KNATIVE.podAutoscaler) },
      { type: KUBERNETES.deployment, concerns: controlledBy(KNATIVE.revision) },
      onConfigChange(KNATIVE.podAutoscaler, 'config-autoscaler', 'config-deployment'),
      // A Revision's labeler annotation says which Routes send to it; their KIngress how much.
      { type: KNATIVE.revision, concerns: (object) => [nameOf(object)] },
      {
        type: KNATIVE.kIngress,
        concerns: (object) =>
          [...splitOf(object).keys()].map((name) => ({ namespace: object.metadata.namespace, name })),
      },
    ],
    reconcile(context, object) {
      if (isGoing(object)) return undefined;
      return scale(context, object, deciders, idleSince);
    },
  };
}

function scale(
  context: Context,
  object: StoredObject,
  deciders: Map<string, Decider>,
  idleSince: Map<string, number>,
): number | undefined {
  const namespace = namespaceOf(object);
  const { name, uid } = object.metadata;
  const now = context.clock.now();
  const revision = findRevision(context, namespace, name);
  const deployment = context.store.get(KUBERNETES.deployment, namespace, deploymentName(name));
  if (revision === undefined || deployment === undefined) return undefined;
  const replicas = (deployment as unknown as Deployment).spec.replicas;
  const ready = (deployment as unknown as Deployment).status?.readyReplicas ?? 0;
  const { status } = object as unknown as PodAutoscaler;
  const conditions = new ConditionSet(DEPENDENTS, status?.conditions, now);
  const wasInitialized = conditions.is('ScaleTargetInitialized', 'True');
  const load = loadOnRevision(context, revision);

  const config = context.config.autoscaler;
  const decider = deciders.get(uid) ?? new Decider(stableWindowOf(config, object), replicas);
  deciders.set(uid, decider);
  const decision = decider.decide(podsFor(config, object, load), now);
  const { min, max } = boundsOf(config, object);
  const floor = wasInitialized ? min : Math.max(min, initialScaleOf(config, object));
  let want = Math.min(max, Math.max(floor, decision.pods));
  if (!config.enableScaleToZero) want = Math.max(1, want);
  else if (conditions.is('Active', 'Unknown') && hasTimedOut(context, object, conditions)) want = 0;
  if (conditions.get('Active')?.reason === 'TimedOut' && load === 0) want = 0;

  const serverless = ensureChildren(context, object, want, ready, load);
  // Active last: of several unknown conditions the one marked last gives Ready its reason.
  markServerless(conditions, serverless);
  markActive(conditions, want, ready, activeThresholdOf(config, object, wasInitialized));
  if (!wasInitialized && conditions.is('Active', 'True')) conditions.markTrue('ScaleTargetInitialized');

  const timedOut = conditions.get('Active')?.reason === 'TimedOut';
  const wait = want === 0 && !timedOut ? graceLeft(context, object, idleSince) : 0;
  if (want > 0) idleSince.delete(uid);
  if (wait === 0 && want !== replicas) resize(context, deployment, want);
  const { serviceName = '', privateServiceName = '' } = serverless.status ?? {};
  const next = {
    serviceName,
    metricsServiceName: privateServiceName,
    desiredScale: want,
    actualScale: ready,
    observedGeneration: object.metadata.generation ?? 1,
    conditions: conditions.list(),
  };
  writeStatus(context, KNATIVE.podAutoscaler, object, next, WRITER.autoscaler);
  const waits = [wait, decision.changesInMs ?? 0, timeOutIn(context, object, conditions)];
  const soonest = Math.min(...waits.filter((ms) => ms > 0));
  return Number.isFinite(soonest) ? soonest : undefined;
}

/** How much of the grace period is left before an idle Revision loses its last pod, in ms. */
function graceLeft(context: Context, object: StoredObject, idleSince: Map<string, number>): number {
  const { uid } = object.metadata;
  const now = context.clock.now();
  const since = idleSince.get(uid) ?? now;
  idleSince.set(uid, since);
  return Math.max(0, since + idleTimeOf(context.config.autoscaler, object) - now);
}

/** In how many ms an activation that is under way counts as failed; 0 when none is, or when it has. */
function timeOutIn(context: Context, object: StoredObject, conditions: ConditionSet): number {
  const active = conditions.get('Active');
  if (active?.reason !== 'Queued') return 0;
  const limit = Math.max(context.settings.activationTimeoutMs, progressDeadlineOf(context, object) + 30_000);
  return Math.max(0, Date.parse(active.lastTransitionTime ?? '') + limit - context.clock.now());
}

function hasTimedOut(context: Context, object: StoredObject, conditions: ConditionSet): boolean {
  return conditions.get('Active')?.reason === 'Queued' && timeOutIn(context, object, conditions) === 0;
}

function ensureChildren(
  context: Context,
  object: StoredObject,
  want: number,
  ready: number,
  load: number,
): ServerlessService {
  const { name, labels, annotations } = object.metadata;
  const metadata = {
    name,
    namespace: namespaceOf(object),
    labels: { ...labels },
    annotations: { ...annotations },
    ownerReferences: [controllerReference(object)],
  };
  const config = context.config.autoscaler;
  const { [ANNOTATION.metric]: _metric, ...withoutMetric } = metadata.annotations;
  const metric = ensure(
    context,
    KNATIVE.metric,
    {
      metadata,
      spec: {
        panicWindow: panicWindowOf(config, object) * 1_000_000,
        stableWindow: stableWindowOf(config, object) * 1_000_000,
        scrapeTarget: scrapesItself(config, object) ? `${name}-private` : '',
      },
    },
    WRITER.autoscaler,
  );
  const ok = new ConditionSet(
    [],
    (metric['status'] as PodAutoscaler['status'])?.conditions,
    context.clock.now(),
  );
  ok.setReady('True');
  const observedGeneration = metric.metadata.generation ?? 1;
  const metricStatus = { observedGeneration, conditions: ok.list() };
  writeStatus(context, KNATIVE.metric, metric, metricStatus, WRITER.autoscaler);
  const isProxied = want === 0 || excessBurstCapacity(config, object, ready, load) < 0;
  const serverless = ensure(
    context,
    KNATIVE.serverlessService,
    {
      metadata: { ...metadata, annotations: withoutMetric },
      spec: {
        mode: isProxied ? 'Proxy' : 'Serve',
        numActivators: activatorsFor(config, object, ready),
        objectRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deploymentName(name) },
        protocolType: 'http1',
      },
    },
    WRITER.autoscaler,
  );
  return serverless as unknown as ServerlessService;
}

/** `kpa.go` computeActiveCondition. */
function markActive(conditions: ConditionSet, want: number, ready: number, threshold: number): void {
  if (want === 0) {
    const isActivating = conditions.get('Active')?.reason === 'Queued';
    if (conditions.get('Active')?.reason === 'TimedOut') return;
    if (isActivating) conditions.markFalse('Active', 'TimedOut', 'The target could not be activated.');
    else conditions.markFalse('Active', 'NoTraffic', 'The target is not receiving traffic.');
  } else if (ready < threshold) {
    conditions.markUnknown(
      'Active',
      'Queued',
      'Requests to the target are being buffered as resources are provisioned.',
    );
  } else conditions.markTrue('Active');
}

function markServerless(conditions: ConditionSet, serverless: ServerlessService): void {
  const ready = conditionOf(serverless, 'Ready');
  if (ready?.status === 'True') conditions.markTrue('SKSReady');
  else conditions.markUnknown('SKSReady', 'NotReady', ready?.message ?? 'No Private Service Name');
}

function resize(context: Context, deployment: StoredObject, replicas: number): void {
  const { spec } = deployment as unknown as Deployment;
  context.store.update(
    KUBERNETES.deployment,
    { ...deployment, spec: { ...spec, replicas } },
    WRITER.autoscaler,
  );
}
