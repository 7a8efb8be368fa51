import type { User, WriteOptions } from '#simulator/apimachinery/contract.ts';

const serviceAccount = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** The user and field manager that each controller writes as, matching the objects of a real cluster. */
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
