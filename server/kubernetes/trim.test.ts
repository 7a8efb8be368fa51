import { expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KIngress, KnativeService, Pod, PodAutoscaler, Revision, Route } from '#lib/knative/types.ts';
import type { KubeObject, ObjectMeta } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { projectPod } from '#lib/view/project-pod.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { TEMPLATE_HASH_ANNOTATION, trimFor } from '#server/kubernetes/trim.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function metadata(name: string, more: Partial<ObjectMeta> = {}): ObjectMeta {
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
const conditions = [{ type: 'Ready', status: 'True' as const, lastTransitionTime: '2026-01-01T00:00:00Z' }];
const container = {
  name: 'user',
  image: 'cart:1',
  env: [{ name: 'A', value: 'b' }],
  ports: [{ containerPort: 8080 }],
};

const service: KnativeService = {
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

const revision: Revision = {
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

const route: Route = {
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

const kIngress: KIngress = {
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

const podAutoscaler: PodAutoscaler = {
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

const readyPod = pod({
  phase: 'Running',
  startTime: '2026-01-01T00:00:00Z',
  conditions: [{ type: 'PodScheduled', status: 'True' }, ...conditions],
  containerStatuses: [
    { name: 'user', ready: true, restartCount: 2, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } },
  ],
});

const crashing = pod({
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

const unschedulable = pod({
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
});

const trim = <T extends KubeObject>(type: ResourceType, object: T): T =>
  trimFor(type, 'summary')(object) as T;

const BESIDE: Pick<ServiceObjects, 'confirmedIngress' | 'mappings' | 'foreign' | 'memories' | 'unread'> = {
  confirmedIngress: undefined,
  mappings: [],
  foreign: { revisions: [], podAutoscalers: [], pods: [] },
  memories: new Map(),
  unread: new Set(),
};

test('views are the same for trimmed objects as for full ones', () => {
  const whole: ServiceObjects = {
    service,
    route,
    configuration: undefined,
    kIngress,
    revisions: [revision],
    podAutoscalers: [podAutoscaler],
    pods: [readyPod, crashing],
    ...BESIDE,
  };
  const trimmed: ServiceObjects = {
    service: trim(KNATIVE.service, service),
    route: trim(KNATIVE.route, route),
    configuration: undefined,
    kIngress: trim(KNATIVE.kIngress, kIngress),
    revisions: [trim(KNATIVE.revision, revision)],
    podAutoscalers: [trim(KNATIVE.podAutoscaler, podAutoscaler)],
    pods: whole.pods.map((object) => trim(KUBERNETES.pod, object)),
    ...BESIDE,
  };
  expect(projectServiceSummary(trimmed, 0)).toEqual(projectServiceSummary(whole, 0));
  expect(projectServiceSummary(trimmed, 0).change).toEqual({
    by: 'ada',
    manager: 'sluice',
    at: '2026-01-03T00:00:00Z',
  });
});

test.each([
  ['ready', readyPod],
  ['crashing', crashing],
  ['unschedulable', unschedulable],
])('a %s pod looks the same trimmed', (_name, object) => {
  const trimmed = trim(KUBERNETES.pod, object);
  expect(projectPod(trimmed)).toEqual(projectPod(object));
  expect(JSON.stringify(trimmed).length).toBeLessThan(700);
});

test.each([
  ['{"spec":{"template":{},"traffic":[{"percent":100}]}}', '{"spec":{"traffic":[]}}'],
  ['{"spec":{"template":{}}}', '{"spec":{}}'],
  ['{}', '{"spec":{}}'],
  ['no JSON', ''],
])("keeps of kubectl's copy %s only whether it states the traffic", (applied, kept) => {
  const annotated = { ...service, metadata: metadata('cart', { annotations: { [LAST_APPLIED]: applied } }) };
  expect(trim(KNATIVE.service, annotated).metadata.annotations).toEqual({ [LAST_APPLIED]: kept });
});

test('keeps the finalizers of an object that is being deleted', () => {
  const going = { ...service, metadata: metadata('cart', { deletionTimestamp: '2026-01-05T00:00:00Z' }) };
  expect(
    [trim(KNATIVE.service, going), trim(KNATIVE.service, service)].map((it) => it.metadata.finalizers),
  ).toEqual([['x'], undefined]);
});

test('keeps spec.traffic unchanged, and from the managed fields its owner', () => {
  const trimmed = trim(KNATIVE.service, service);
  expect(trimmed.spec.traffic).toBe(service.spec.traffic);
  expect(trimmed.metadata.annotations).toEqual({
    [LAST_APPLIED]: '{"spec":{}}',
    'serving.knative.dev/lastModifier': 'ada',
  });
  expect(trimmed.metadata.managedFields).toEqual([
    {
      manager: 'kubectl',
      operation: 'Update',
      time: '2026-01-02T00:00:00Z',
      fieldsV1: { 'f:spec': { 'f:template': {}, 'f:traffic': {} } },
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
      fieldsV1: {},
    },
  ]);
});

test('a template’s hash changes with anything in it, and with nothing else', () => {
  const mark = (some: KnativeService) =>
    trim(KNATIVE.service, some).spec.template.metadata?.annotations?.[TEMPLATE_HASH_ANNOTATION];
  const longer = { ...service.spec.template.spec, timeoutSeconds: 301 };
  expect(mark(service)).toMatch(/^[\w-]{16}$/);
  expect(mark({ ...service, spec: { ...service.spec, traffic: [] } })).toBe(mark(service));
  expect(mark({ ...service, spec: { template: { ...service.spec.template, spec: longer } } })).not.toBe(
    mark(service),
  );
});

test('accepts an object without a spec', () => {
  const bare = { apiVersion: 'x', kind: 'y', metadata: metadata('bare') };
  for (const type of [...Object.values(KNATIVE), ...Object.values(KUBERNETES)]) {
    for (const tier of ['summary', 'detail'] as const) {
      expect(trimFor(type, tier)(bare).metadata).toMatchObject({ uid: 'uid-bare', resourceVersion: '7' });
    }
  }
});

test('a detail Revision is complete except for its managed fields; another kind keeps what the tree shows', () => {
  const whole = trimFor(KNATIVE.revision, 'detail')(revision);
  expect(whole.spec).toBe(revision.spec);
  expect(whole.metadata.managedFields).toBeUndefined();
  const deployment = {
    ...crashing,
    kind: 'Deployment',
    spec: { replicas: 1 },
    status: { replicas: 1, conditions },
  };
  const node = trimFor(KUBERNETES.deployment, 'detail')(deployment);
  expect(Object.keys(node)).toEqual(['apiVersion', 'kind', 'metadata', 'status']);
  expect(node).toMatchObject({ status: { conditions } });
});
