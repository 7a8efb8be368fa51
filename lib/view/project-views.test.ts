import { describe, expect, test } from 'vitest';
import type { Pod } from '#lib/knative/types.ts';
import { projectChange } from '#lib/view/change.ts';
import { projectEvent } from '#lib/view/project-event.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { projectPod } from '#lib/view/project-pod.ts';
import { revisionColour } from '#lib/view/revision-colour.ts';
import { podCounts, sumPods } from '#lib/view/scale.ts';
import { visibilityOf } from '#lib/view/visibility.ts';
import {
  condition,
  coreEvent,
  knativeService,
  metadata,
  NOW,
  pod,
  podAutoscaler,
  revision,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

const NONE = new Map<string, number>();

describe('projectPod', () => {
  const crashed = { state: { terminated: { reason: 'Error', exitCode: 2, message: 'boom' } } };
  const container = { name: 'c', ready: false, restartCount: 0 };
  test.each<[string, Pod, string, string]>([
    ['ready', pod(), 'ready', ''],
    ['terminating, ready or not', pod({ metadata: { deletionTimestamp: 'x' } }), 'terminating', ''],
    ['pending', pod({ status: { phase: 'Pending' } }), 'starting', ''],
    ['without status', { ...pod(), status: undefined }, 'starting', ''],
    [
      'running and not ready',
      pod({ status: { phase: 'Running', conditions: [condition('Ready', 'False')] } }),
      'notReady',
      '',
    ],
    [
      'creating its container',
      pod({ status: waitingStatus('ContainerCreating') }),
      'starting',
      'ContainerCreating',
    ],
    ['not pulling its image', pod({ status: waitingStatus('ErrImagePull') }), 'failed', 'ErrImagePull'],
    [
      'crashing repeatedly',
      pod({ status: waitingStatus('CrashLoopBackOff', 1) }),
      'failed',
      'CrashLoopBackOff (exit code 1)',
    ],
    [
      'crashed just now',
      pod({ status: { phase: 'Running', containerStatuses: [{ ...container, ...crashed }] } }),
      'failed',
      'Error (exit code 2)',
    ],
    ['evicted', pod({ status: { phase: 'Failed', reason: 'Evicted' } }), 'failed', 'Evicted'],
    [
      'without a node',
      pod({
        status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable')] },
      }),
      'starting',
      'Unschedulable',
    ],
  ])('a pod that is %s', (_, object, phase, reason) => {
    const view = projectPod(object);
    expect([view.phase, view.reason]).toEqual([phase, reason]);
  });

  test('sums the restarts of its containers', () => {
    expect(projectPod(pod({ status: waitingStatus('CrashLoopBackOff') })).restarts).toBe(3);
  });
});

describe('podCounts', () => {
  test('counts ready pods, and desired ones by the autoscaler or else the Revision', () => {
    const objects = serviceObjects(knativeService(), {
      revisions: [
        revision({ replicas: 9 }),
        revision({ generation: 2, replicas: 4 }),
        revision({ generation: 3, replicas: 2 }),
      ],
      podAutoscalers: [podAutoscaler({ desired: 3 }), podAutoscaler({ generation: 2, desired: -1 })],
      pods: [pod(), pod({ id: 'b', status: { phase: 'Pending' } }), pod({ generation: 2 })],
    });
    expect(Object.fromEntries(podCounts(objects))).toEqual({
      'hello-00001': { ready: 1, desired: 3 },
      'hello-00002': { ready: 1, desired: 4 },
      'hello-00003': { ready: 0, desired: 2 },
    });
    expect(sumPods(podCounts(objects).values())).toEqual({ ready: 2, desired: 9 });
  });

  test('uses the autoscaler’s count of ready pods when pods cannot be read', () => {
    const objects = serviceObjects(knativeService(), {
      revisions: [revision({ replicas: 1 }), revision({ generation: 2, replicas: 3 })],
      podAutoscalers: [podAutoscaler({ desired: 2 })],
      unread: new Set(['pod']),
    });
    expect(Object.fromEntries(podCounts(objects))).toEqual({
      'hello-00001': { ready: 2, desired: 2 },
      'hello-00002': { ready: 3, desired: 3 },
    });
  });

  test('existing pods count as desired until a count is set, except a terminating one', () => {
    const objects = serviceObjects(knativeService(), {
      revisions: [revision({ replicas: -1 })],
      podAutoscalers: [podAutoscaler({ desired: -1 })],
      pods: [
        pod({ status: { phase: 'Pending' } }),
        pod({ id: 'b', metadata: { deletionTimestamp: '2026-01-02T00:00:00Z' } }),
      ],
    });
    expect(Object.fromEntries(podCounts(objects))).toEqual({ 'hello-00001': { ready: 0, desired: 1 } });
  });
});

describe('projectChange', () => {
  const entry = (manager: string, time: string, rest: object = {}) => ({
    manager,
    operation: 'Update' as const,
    time,
    ...rest,
  });
  const spec = { fieldsV1: { 'f:spec': { 'f:traffic': {} } } };
  test.each([
    [
      'the newest manager that owns a field of the spec',
      [entry('kn', '2026-01-02T00:00:00Z', spec), entry('labeler', '2026-01-03T00:00:00Z', { fieldsV1: {} })],
      'kn',
      '2026-01-02T00:00:00Z',
    ],
    [
      'never the manager of a status write',
      [
        entry('kn', '2026-01-02T00:00:00Z'),
        entry('controller', '2026-01-03T00:00:00Z', { subresource: 'status' }),
      ],
      'kn',
      '2026-01-02T00:00:00Z',
    ],
    [
      'the later manager within one second',
      [entry('a', '2026-01-02T00:00:00Z', spec), entry('b', '2026-01-02T00:00:00Z', spec)],
      'b',
      '2026-01-02T00:00:00Z',
    ],
    [
      'no name that the API server generated',
      [entry('unknown', '2026-01-02T00:00:00Z', spec)],
      null,
      '2026-01-02T00:00:00Z',
    ],
    ['nobody when none is known', [], null, '2026-01-01T00:00:00Z'],
  ])('names %s', (_, managedFields, manager, at) => {
    expect(
      projectChange({ apiVersion: 'v1', kind: 'X', metadata: metadata('x', { managedFields }) }),
    ).toEqual({ by: null, manager, at });
  });
});

test.each([
  ['http://hello.default.example.com', {}, 'public'],
  ['http://hello.default.svc.cluster.local', {}, 'cluster-local'],
  [
    'http://hello.default.example.com',
    { 'networking.knative.dev/visibility': 'cluster-local' },
    'cluster-local',
  ],
  ['http://hello.default.example.com', { 'networking.knative.dev/visibility': 'other' }, 'public'],
  ['http://hello.default.svcs.example.com', {}, 'public'],
])('%s with labels %j is %s', (url, labels, expected) => {
  expect(visibilityOf(knativeService({ url, metadata: { labels } }))).toBe(expected);
});

test('adjacent generations never share a color, and a color never changes', () => {
  const colours = Array.from({ length: 12 }, (_, generation) => revisionColour(generation));
  for (let start = 0; start + 5 <= colours.length; start++) {
    expect(new Set(colours.slice(start, start + 5)).size).toBe(5);
  }
});

describe('projectEvent', () => {
  const involvedObject = { kind: 'Pod', name: 'p' };
  test.each([
    [
      'counted',
      { count: 4, firstTimestamp: 'a', lastTimestamp: 'b' },
      { count: 4, firstAt: 'a', lastAt: 'b' },
    ],
    [
      'in a series',
      { eventTime: 'a', series: { count: 7, lastObservedTime: 'c' } },
      { count: 7, firstAt: 'a', lastAt: 'c' },
    ],
    ['timed once', { eventTime: 'a' }, { count: 1, firstAt: 'a', lastAt: 'a' }],
    [
      'without times',
      { eventTime: null },
      { count: 1, firstAt: '2026-01-01T00:00:00Z', lastAt: '2026-01-01T00:00:00Z' },
    ],
  ])('reads an Event that is %s', (_, given, expected) => {
    expect(projectEvent(coreEvent({ involvedObject, ...given }))).toMatchObject({
      object: 'Pod/p',
      type: 'Normal',
      ...expected,
    });
  });
});

describe('projectServiceHead', () => {
  const service = knativeService({
    latest: 2,
    traffic: [
      { latestRevision: true, percent: 90 },
      { revisionName: 'hello-00001', percent: 10, tag: 'old' },
    ],
    statusTraffic: [
      { revisionName: 'hello-00002', latestRevision: true, percent: 90 },
      {
        revisionName: 'hello-00001',
        latestRevision: false,
        percent: 10,
        tag: 'old',
        url: 'http://old-hello',
      },
    ],
    metadata: { annotations: { a: 'b', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
  });
  const head = projectServiceHead(serviceObjects(service), NOW, NONE);

  test('keeps spec.traffic byte for byte', () => {
    expect(head.specTraffic).toBe(service.spec.traffic);
  });

  test('resolves @latest and reads a tag’s URL from the status', () => {
    expect(head.desired).toEqual([
      { revisionName: 'hello-00002', latestRevision: true, percent: 90, tag: null, url: null },
      {
        revisionName: 'hello-00001',
        latestRevision: false,
        percent: 10,
        tag: 'old',
        url: 'http://old-hello',
      },
    ]);
  });

  test('reads an absent spec.traffic as the webhook defaults it, and marks it as absent', () => {
    const bare = { ...service, spec: { template: service.spec.template } };
    const { specTraffic, desired } = projectServiceHead(serviceObjects(bare), NOW, NONE);
    expect([specTraffic, desired]).toEqual([
      null,
      [{ revisionName: 'hello-00002', latestRevision: true, percent: 100, tag: null, url: null }],
    ]);
  });

  test('omits kubectl’s copy of the manifest', () => {
    expect(head.annotations).toEqual({ a: 'b' });
  });

  test('the hash changes only with the template', () => {
    const hashOf = (image: string, generation: number) =>
      projectServiceHead(
        serviceObjects({
          ...knativeService({ generation }),
          spec: { template: { spec: { containers: [{ image }] } } },
        }),
        NOW,
        NONE,
      ).templateHash;
    expect(hashOf('a', 1)).toBe(hashOf('a', 2));
    expect(hashOf('a', 1)).not.toBe(hashOf('b', 1));
  });
});
