import type { Clock, Random, Store, User, WriteOptions } from '#simulator/contract.ts';
import type { LiveConfig } from '#simulator/knative/config/live-config.ts';
import type { EventRecorder } from '#simulator/knative/event-recorder.ts';

/** What no ConfigMap says: how the machines and the network of the embedded cluster are. Durations are simulated ms. */
export interface Settings {
  /** How long the gateways take to answer for a changed KIngress. */
  loadBalancerMs: number;
  /** How long a certificate takes to be issued. */
  certificateMs: number;
  nodes: readonly string[];
}

/** How they are unless a test asks for something else. */
export const DEFAULT_SETTINGS: Settings = {
  loadBalancerMs: 150,
  certificateMs: 800,
  nodes: ['worker-1', 'worker-2', 'worker-3'],
};

/** What every controller works with. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Settings;
  /** Knative's ConfigMaps, as they are now. */
  readonly config: LiveConfig;
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
