import { expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { projectPod } from '#lib/view/project-pod.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { TEMPLATE_HASH_ANNOTATION, trimFor } from '#server/kubernetes/trim.ts';
import {
  conditions,
  crashing,
  kIngress,
  LAST_APPLIED,
  metadata,
  podAutoscaler,
  readyPod,
  revision,
  route,
  service,
  unschedulable,
} from '#tests/whole-objects.ts';

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
