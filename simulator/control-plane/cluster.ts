import type { Clock, Random, Store } from '#simulator/apimachinery/contract.ts';
import { createContext, type Settings } from '#simulator/controllers/context.ts';
import { type ReportError, startControllers } from '#simulator/controllers/controller-manager.ts';
import { podAutoscalerController } from '#simulator/knative/autoscaling/pod-autoscaler-controller.ts';
import { configOf } from '#simulator/knative/config/live-config.ts';
import { domainMappingController } from '#simulator/knative/domain-mapping/domain-mapping-controller.ts';
import { certificateController } from '#simulator/knative/networking/certificate-controller.ts';
import { kIngressController } from '#simulator/knative/networking/kingress-controller.ts';
import { serverlessServiceController } from '#simulator/knative/networking/serverless-service-controller.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';
import { revisionController } from '#simulator/knative/revision/revision-controller.ts';
import { revisionGcController } from '#simulator/knative/revision/revision-gc-controller.ts';
import { labeler } from '#simulator/knative/route/labeler.ts';
import { routeController } from '#simulator/knative/route/route-controller.ts';
import { configurationController } from '#simulator/knative/service/configuration-controller.ts';
import { serviceController } from '#simulator/knative/service/service-controller.ts';
import { kubelet } from '#simulator/kubelet/kubelet.ts';
import { deploymentController } from '#simulator/kubernetes/deployment-controller.ts';
import { endpointSliceMirror, endpointsController } from '#simulator/kubernetes/endpoints-controller.ts';
import { replicaSetController } from '#simulator/kubernetes/replica-set-controller.ts';

/** What the controllers run on. */
export interface ClusterOptions {
  store: Store;
  clock: Clock;
  random: Random;
  settings?: Partial<Settings>;
  /** Defaults to all controllers. */
  controllers?: readonly Controller[];
  /** Receives a reconcile that threw. */
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
  const context = { ...createContext({ store, clock, random, settings }), config: configOf(store) };
  const running = controllers ?? allControllers();
  return { context, stop: startControllers(context, running, report) };
}

/** allControllers returns Knative's and Kubernetes' controllers. Each returned list has its own state. */
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
