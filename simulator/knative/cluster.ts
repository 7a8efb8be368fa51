import type { Clock, Random, Store } from '#simulator/contract.ts';
import { certificateController } from '#simulator/knative/certificate-controller.ts';
import { configOf } from '#simulator/knative/config/live-config.ts';
import { configurationController } from '#simulator/knative/configuration-controller.ts';
import { type Context, DEFAULT_SETTINGS, type Settings } from '#simulator/knative/context.ts';
import type { Controller } from '#simulator/knative/controller.ts';
import { type ReportError, startControllers } from '#simulator/knative/controller-manager.ts';
import { domainMappingController } from '#simulator/knative/domain-mapping-controller.ts';
import { EventRecorder } from '#simulator/knative/event-recorder.ts';
import { kIngressController } from '#simulator/knative/kingress-controller.ts';
import { labeler } from '#simulator/knative/labeler.ts';
import { revisionController } from '#simulator/knative/revision-controller.ts';
import { revisionGcController } from '#simulator/knative/revision-gc-controller.ts';
import { routeController } from '#simulator/knative/route-controller.ts';
import { serverlessServiceController } from '#simulator/knative/serverless-service-controller.ts';
import { serviceController } from '#simulator/knative/service-controller.ts';
import { deploymentController } from '#simulator/scale/deployment-controller.ts';
import { endpointSliceMirror, endpointsController } from '#simulator/scale/endpoints-controller.ts';
import { kubelet } from '#simulator/scale/kubelet.ts';
import { podAutoscalerController } from '#simulator/scale/pod-autoscaler-controller.ts';
import { replicaSetController } from '#simulator/scale/replica-set-controller.ts';

/** What the controllers run on. */
export interface ClusterOptions {
  store: Store;
  clock: Clock;
  random: Random;
  settings?: Partial<Settings>;
  /** All of them when absent. */
  controllers?: readonly Controller[];
  /** Told of a reconcile that threw. */
  report: ReportError;
}

/** The controllers of a running cluster. */
export interface Cluster {
  readonly context: Context;
  stop(): void;
}

/** startCluster runs the controllers of the embedded cluster. */
export function startCluster(options: ClusterOptions): Cluster {
  const { store, clock, random, settings, controllers, report } = options;
  const context: Context = {
    store,
    clock,
    random,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    config: configOf(store),
    events: new EventRecorder(store, clock, random),
  };
  const running = controllers ?? allControllers();
  return { context, stop: startControllers(context, running, report) };
}

/** allControllers lists everything that moves objects: Knative's controllers and Kubernetes'. Each list keeps its own memory. */
export function allControllers(): Controller[] {
  return [
    serviceController,
    configurationController,
    revisionController,
    routeController,
    labeler(),
    domainMappingController,
    certificateController(),
    revisionGcController,
    kIngressController(),
    serverlessServiceController,
    podAutoscalerController(),
    deploymentController,
    replicaSetController,
    kubelet(),
    endpointsController,
    endpointSliceMirror,
  ];
}
