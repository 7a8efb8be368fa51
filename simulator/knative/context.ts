import type { Clock, Random, Store, User, WriteOptions } from '#simulator/contract.ts';
import type { EventRecorder } from '#simulator/knative/event-recorder.ts';

/** How the embedded cluster is configured; what a real one keeps in Knative's ConfigMaps. Durations are simulated ms. */
export interface Settings {
  /** config-domain: the domain of Services that are not cluster-local. */
  domain: string;
  clusterDomain: string;
  /** config-network `rollout-duration`, seconds; 0 moves traffic at once. */
  rolloutDurationSeconds: number;
  /** config-deployment `progress-deadline`. Shorter than the real 600 s, so that a failure shows while one looks. */
  progressDeadlineMs: number;
  /** How long a revision may fail to become active before the autoscaler gives up on it. */
  activationTimeoutMs: number;
  /** config-autoscaler `stable-window`. */
  stableWindowMs: number;
  /** config-autoscaler `scale-to-zero-grace-period`. */
  scaleToZeroGraceMs: number;
  /** How long the gateways take to answer for a changed KIngress. */
  loadBalancerMs: number;
  nodes: readonly string[];
}

/** The defaults of Knative v1.23, but for the progress deadline. */
export const DEFAULT_SETTINGS: Settings = {
  domain: 'example.com',
  clusterDomain: 'cluster.local',
  rolloutDurationSeconds: 0,
  progressDeadlineMs: 60_000,
  activationTimeoutMs: 630_000,
  stableWindowMs: 60_000,
  scaleToZeroGraceMs: 30_000,
  loadBalancerMs: 150,
  nodes: ['worker-1', 'worker-2', 'worker-3'],
};

/** What every controller works with. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Settings;
  readonly events: EventRecorder;
}

const serviceAccount = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** Who the controllers write as: user and field manager, as a real cluster's objects show them. */
export const WRITER = {
  knative: { user: serviceAccount('knative-serving', 'controller'), fieldManager: 'controller' },
  autoscaler: { user: serviceAccount('knative-serving', 'controller'), fieldManager: 'autoscaler' },
  ingress: { user: serviceAccount('knative-serving', 'controller'), fieldManager: 'controller' },
  kubernetes: {
    user: serviceAccount('kube-system', 'deployment-controller'),
    fieldManager: 'kube-controller-manager',
  },
  kubelet: {
    user: { name: 'system:node:worker', groups: ['system:nodes', 'system:authenticated'] },
    fieldManager: 'kubelet',
  },
} as const satisfies Record<string, WriteOptions>;

/** rfc3339 writes Unix ms as Kubernetes does: whole seconds, UTC. */
export function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
