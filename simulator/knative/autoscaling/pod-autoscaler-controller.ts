import { LABEL } from '#lib/knative/labels.ts';
import type { PodAutoscaler } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { Deployment, ServerlessService } from '#simulator/apimachinery/wire-types.ts';
import { controlledBy, namedByLabel, nameOf, watch } from '#simulator/controllers/controller.ts';
import { findRevision, namespaceOf } from '#simulator/controllers/wire.ts';
import { isTerminating, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import {
  activatorsFor,
  activeThresholdOf,
  excessBurstCapacity,
  podsFor,
  stableWindowOf,
  withinBounds,
} from '#simulator/knative/autoscaling/bounds.ts';
import { Decider } from '#simulator/knative/autoscaling/decider.ts';
import {
  ensureMetric,
  ensureServerlessService,
} from '#simulator/knative/autoscaling/pod-autoscaler-resources.ts';
import { scaleToZero, UNKNOWN_SCALE } from '#simulator/knative/autoscaling/scale-to-zero.ts';
import { loadOnRevision, splitOf } from '#simulator/knative/load/load.ts';
import { ConditionSet, conditionOf, isReady, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { type Controller, onConfigChange } from '#simulator/knative/reconciler/controller.ts';
import { deploymentName } from '#simulator/knative/revision/revision-facts.ts';
import { isPodReady } from '#simulator/kubernetes/replica-set-controller.ts';

const DEPENDENTS = ['Active', 'ScaleTargetInitialized', 'SKSReady'];
/** The autoscaler's evaluation interval (`pkg/autoscaler/scaling/multiscaler.go` tickInterval). */
const TICK_MS = 2000;

/** What the autoscaler remembers about a Revision. */
interface Memory {
  decider: Decider;
  /** When its first decision is due, one tick after it was created. Unix ms. */
  firstAt: number;
}

/** podAutoscalerController scales Deployments to their load (`pkg/reconciler/autoscaling/kpa`). */
export function podAutoscalerController(): Controller<PodAutoscaler> {
  const memories = new Map<string, Memory>();
  return {
    name: 'kpa-class-podautoscaler-controller',
    type: KNATIVE.podAutoscaler,
    latencyMs: 10,
    watches: [
      { type: KNATIVE.serverlessService, concerns: controlledBy(KNATIVE.podAutoscaler) },
      { type: KUBERNETES.pod, concerns: namedByLabel(LABEL.revision) },
      onConfigChange(KNATIVE.podAutoscaler, 'config-autoscaler', 'config-deployment'),
      // The labeler's annotation on a Revision lists the Routes that send it traffic; their KIngress says how much.
      { type: KNATIVE.revision, concerns: (object) => [nameOf(object)] },
      watch(KNATIVE.kIngress, (ingress) =>
        [...splitOf(ingress).keys()].map((name) => ({ namespace: ingress.metadata.namespace, name })),
      ),
    ],
    reconcile(context, object) {
      if (isTerminating(object)) return undefined;
      const { status } = object;
      const conditions = new ConditionSet(DEPENDENTS, status?.conditions, context.clock.now());
      observe(conditions, object);
      const look = new AutoscalerLook(context, object, conditions, memories);
      const waitMs = look.reconcile();
      writeStatus(context, KNATIVE.podAutoscaler, object, look.status(), WRITER.knative);
      return waitMs;
    },
  };
}

/** One reconcile pass over a PodAutoscaler; it computes the next status. */
class AutoscalerLook {
  readonly #context: Context;
  readonly #object: Stored<PodAutoscaler>;
  readonly #conditions: ConditionSet;
  readonly #memories: Map<string, Memory>;
  #names: { serviceName: string; metricsServiceName: string };
  #desired: number | undefined;
  #ready = 0;

  constructor(
    context: Context,
    object: Stored<PodAutoscaler>,
    conditions: ConditionSet,
    memories: Map<string, Memory>,
  ) {
    this.#context = context;
    this.#object = object;
    this.#conditions = conditions;
    this.#memories = memories;
    const { status } = object;
    const { serviceName = '', metricsServiceName = '', desiredScale } = status ?? {};
    this.#names = { serviceName, metricsServiceName };
    this.#desired = desiredScale;
  }

  /** Returns the ms until the state changes without an event. */
  reconcile(): number | undefined {
    const context = this.#context;
    const object = this.#object;
    const namespace = namespaceOf(object);
    const { name } = object.metadata;
    const config = context.config.autoscaler;
    const found = context.store.get(KNATIVE.serverlessService, namespace, name);
    const privateName = found?.status?.privateServiceName;
    if (found === undefined || privateName === undefined) {
      ensureServerlessService(context, object, 'Proxy', activatorsFor(config, object, 0));
      this.#conditions.markUnknown('SKSReady', 'NotReady', 'No Private Service Name');
      this.#conclude(UNKNOWN_SCALE);
      return undefined;
    }
    this.#names = { ...this.#names, metricsServiceName: privateName };
    ensureMetric(context, object, privateName);
    const revision = findRevision(context, namespace, name);
    const deployment = context.store.get(KUBERNETES.deployment, namespace, deploymentName(name));
    if (revision === undefined || deployment === undefined) return undefined;
    const load = loadOnRevision(context, revision);
    const { want, waitMs } = this.#scale(found, deployment, load);
    this.#ready = readyPods(context, deployment);
    const isServing = want > 0 && excessBurstCapacity(config, object, this.#ready, load) >= 0;
    const activators = activatorsFor(config, object, this.#ready);
    const serverless = ensureServerlessService(context, object, isServing ? 'Serve' : 'Proxy', activators);
    const { status } = serverless;
    this.#names = { ...this.#names, serviceName: status?.serviceName ?? '' };
    if (isReady(serverless)) this.#conditions.markTrue('SKSReady');
    else {
      const message = conditionOf(serverless, 'Ready')?.message ?? '';
      this.#conditions.markUnknown('SKSReady', 'NotReady', message);
    }
    this.#conclude(want);
    return waitMs;
  }

  status(): Record<string, unknown> {
    return {
      ...this.#names,
      ...(this.#desired === undefined ? {} : { desiredScale: this.#desired }),
      actualScale: this.#ready,
      observedGeneration: this.#object.metadata.generation ?? 1,
      conditions: this.#conditions.list(),
    };
  }

  /** Decides how many pods to run, and scales to that number when allowed (`kpa/scaler.go` scale). */
  #scale(
    serverless: Stored<ServerlessService>,
    deployment: Stored<Deployment>,
    load: number,
  ): { want: number; waitMs?: number } {
    const context = this.#context;
    const object = this.#object;
    const config = context.config.autoscaler;
    const { replicas } = deployment.spec;
    const now = context.clock.now();
    const memory = this.#remember();
    const isUndecided = now < memory.firstAt;
    const decision = isUndecided
      ? { pods: UNKNOWN_SCALE, changesInMs: memory.firstAt - now }
      : memory.decider.decide(podsFor(config, object, load), now, stableWindowOf(config, object));
    const isInitialized = this.#conditions.is('ScaleTargetInitialized', 'True');
    let want = decision.pods;
    const waits = decision.changesInMs === undefined ? [] : [decision.changesInMs];
    if (want >= 0 || this.#conditions.is('Active', 'Unknown')) {
      want = withinBounds(config, object, want, isInitialized);
      const zero =
        want === 0
          ? scaleToZero(context, object, this.#conditions, serverless)
          : { want, applies: true, waitMs: undefined };
      want = zero.want;
      if (zero.waitMs !== undefined) waits.push(zero.waitMs);
      if (zero.applies && want !== replicas) resize(context, deployment, want);
    }
    return waits.length === 0 ? { want } : { want, waitMs: Math.max(1, Math.min(...waits)) };
  }

  #remember(): Memory {
    const { uid } = this.#object.metadata;
    const memory = this.#memories.get(uid) ?? {
      decider: new Decider(0),
      firstAt: this.#context.clock.now() + TICK_MS,
    };
    this.#memories.set(uid, memory);
    return memory;
  }

  /** `kpa.go` computeStatus and computeActiveCondition. */
  #conclude(want: number): void {
    const conditions = this.#conditions;
    if (want !== UNKNOWN_SCALE || (this.#desired ?? UNKNOWN_SCALE) < 0) this.#desired = want;
    const isInitialized = conditions.is('ScaleTargetInitialized', 'True');
    const least = activeThresholdOf(this.#context.config.autoscaler, this.#object, isInitialized);
    if (this.#ready >= least && this.#names.serviceName !== '') {
      conditions.markTrue('ScaleTargetInitialized');
    }
    const isInactive = conditions.is('Active', 'False');
    if (want === 0 || least === 0) {
      const hasFailed = conditions.is('Active', 'Unknown') && least > 0;
      if (hasFailed) conditions.markFalse('Active', 'TimedOut', 'The target could not be activated.');
      else conditions.markFalse('Active', 'NoTraffic', NO_TRAFFIC);
    } else if (this.#ready >= least) {
      if (want > 0 || !isInactive) conditions.markTrue('Active');
    } else if (want > 0 || !isInactive) conditions.markUnknown('Active', 'Queued', QUEUED);
    else conditions.markFalse('Active', 'NoTraffic', NO_TRAFFIC);
  }
}

const QUEUED = 'Requests to the target are being buffered as resources are provisioned.';
const NO_TRAFFIC = 'The target is not receiving traffic.';

function readyPods(context: Context, deployment: Stored<Deployment>): number {
  return context.store
    .ownedBy(deployment.metadata.uid)
    .flatMap(({ object }) => context.store.ownedBy(object.metadata.uid, KUBERNETES.pod))
    .filter(isPodReady).length;
}

function resize(context: Context, deployment: Stored<Deployment>, replicas: number): void {
  const { spec } = deployment;
  context.store.update(
    KUBERNETES.deployment,
    { ...deployment, spec: { ...spec, replicas } },
    WRITER.autoscaler,
  );
}
