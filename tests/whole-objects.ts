import type { KIngress, KnativeService, Pod, PodAutoscaler, Revision, Route } from '#lib/knative/types.ts';
import type { ObjectMeta } from '#lib/kubernetes/object.ts';

// The objects of one Service as an API server sends them, with what trimming drops and what it keeps.

/** Where kubectl apply keeps a copy of what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Metadata with everything that trimming drops: kubectl's copy, finalizers, managed fields. */
export function metadata(name: string, more: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    name,
    namespace: 'shop',
    uid: `uid-${name}`,
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    finalizers: ['x'],
    ...more,
    annotations: { [LAST_APPLIED]: '{"large":true}', ...more.annotations },
    managedFields: [
      {
        manager: 'kubectl',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-01-02T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { '.': {}, 'f:template': { 'f:spec': {} }, 'f:traffic': {} } },
      },
      {
        manager: 'sluice',
        operation: 'Update',
        time: '2026-01-03T00:00:00Z',
        fieldsV1: { 'f:spec': { 'f:traffic': {} } },
      },
      {
        manager: 'controller',
        operation: 'Update',
        time: '2026-01-04T00:00:00Z',
        subresource: 'status',
        fieldsV1: { 'f:status': {} },
      },
    ],
  };
}

const labels = { 'serving.knative.dev/service': 'cart', 'serving.knative.dev/revision': 'cart-00001' };
export const conditions = [
  { type: 'Ready', status: 'True' as const, lastTransitionTime: '2026-01-01T00:00:00Z' },
];
const container = {
  name: 'user',
  image: 'cart:1',
  env: [{ name: 'A', value: 'b' }],
  ports: [{ containerPort: 8080 }],
};

export const service: KnativeService = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: metadata('cart', { generation: 3, annotations: { 'serving.knative.dev/lastModifier': 'ada' } }),
  spec: {
    template: {
      metadata: { annotations: { a: 'b' } },
      spec: { containers: [container], timeoutSeconds: 300 },
    },
    traffic: [
      { latestRevision: true, percent: 90 },
      { revisionName: 'cart-00001', percent: 10, tag: 'old' },
    ],
  },
  status: {
    observedGeneration: 3,
    conditions,
    url: 'http://cart.shop.example.com',
    latestReadyRevisionName: 'cart-00001',
    latestCreatedRevisionName: 'cart-00001',
    traffic: [
      { revisionName: 'cart-00001', percent: 100, tag: 'old', url: 'http://old-cart.shop.example.com' },
    ],
  },
};

export const revision: Revision = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Revision',
  metadata: metadata('cart-00001', {
    labels: { ...labels, 'serving.knative.dev/configurationGeneration': '1' },
  }),
  spec: { containers: [container], timeoutSeconds: 300 },
  status: {
    conditions,
    actualReplicas: 1,
    desiredReplicas: 1,
    containerStatuses: [{ name: 'user', imageDigest: 'cart@sha256:1' }],
    logUrl: 'x',
  },
};

export const route: Route = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Route',
  metadata: metadata('cart', { labels }),
  spec: { traffic: service.spec.traffic },
  status: { conditions, url: service.status?.url, traffic: service.status?.traffic },
};

const split = (revisionName: string, percent: number) => ({
  serviceName: revisionName,
  servicePort: 80,
  percent,
  appendHeaders: { 'Knative-Serving-Namespace': 'shop', 'Knative-Serving-Revision': revisionName },
});

export const kIngress: KIngress = {
  apiVersion: 'networking.internal.knative.dev/v1alpha1',
  kind: 'Ingress',
  metadata: metadata('cart', {
    labels,
    annotations: { 'networking.internal.knative.dev/rollout': '{"configurations":[]}' },
  }),
  spec: {
    httpOption: 'Enabled',
    rules: [
      {
        hosts: ['cart.shop.example.com'],
        visibility: 'ExternalIP',
        http: {
          paths: [
            { headers: { 'Knative-Serving-Tag': { exact: 'old' } }, splits: [split('cart-00001', 100)] },
            { splits: [split('cart-00001', 93), split('cart-00002', 7)] },
          ],
        },
      },
    ],
  },
  status: { conditions },
};

export const podAutoscaler: PodAutoscaler = {
  apiVersion: 'autoscaling.internal.knative.dev/v1alpha1',
  kind: 'PodAutoscaler',
  metadata: metadata('cart-00001', { labels }),
  spec: { reachability: 'Reachable', scaleTargetRef: { name: 'cart-00001-deployment' } },
  status: { conditions, desiredScale: 2, actualScale: 1 },
};

function pod(status: Pod['status']): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata('cart-00001-x', { labels: { ...labels, 'pod-template-hash': 'abc' } }),
    spec: { nodeName: 'node', containers: [container] },
    status,
  };
}

export const readyPod = pod({
  phase: 'Running',
  startTime: '2026-01-01T00:00:00Z',
  conditions: [{ type: 'PodScheduled', status: 'True' }, ...conditions],
  containerStatuses: [
    { name: 'user', ready: true, restartCount: 2, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } },
  ],
});

export const crashing = pod({
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'm' }],
  containerStatuses: [
    {
      name: 'user',
      ready: false,
      restartCount: 5,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
      lastState: { terminated: { reason: 'Error', exitCode: 3, message: 'boom' } },
    },
  ],
});

export const unschedulable = pod({
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
});
