import { expect, test } from 'vitest';
import { projectRevision, servingContainer } from '#lib/view/project-revision.ts';
import {
  CREATED,
  condition,
  knativeService,
  NOW,
  pod,
  podAutoscaler,
  revision,
  serviceObjects,
} from '#tests/builders.ts';

const service = knativeService({
  latest: 2,
  statusTraffic: [{ revisionName: 'hello-00002', percent: 100, tag: 'now', latestRevision: true }],
});
const digest = `sha256:${'5ea96b'.repeat(10)}abcd`;

test('contains everything that kn revision describe prints', () => {
  const object = revision({
    generation: 2,
    replicas: 1,
    metadata: {
      annotations: {
        'serving.knative.dev/creator': 'ada',
        'client.knative.dev/user-image': 'shop/hello:2',
        'autoscaling.knative.dev/min-scale': '1',
        'autoscaling.knative.dev/maxScale': '5',
        'autoscaling.knative.dev/target': '70',
        'autoscaling.knative.dev/window': '90s',
        'autoscaling.knative.dev/targetUtilizationPercentage': '60',
        note: 'n'.repeat(201),
      },
      labels: {
        'serving.knative.dev/configurationGeneration': '2',
        'serving.knative.dev/routingState': 'active',
        team: 'shop',
        'example.org/tier': '1',
      },
    },
    spec: {
      containerConcurrency: 50,
      timeoutSeconds: 300,
      containers: [
        { name: 'sidecar', image: 'side' },
        {
          name: 'user-container',
          image: 'shop/hello@sha256:1',
          ports: [{ containerPort: 8080 }],
          env: [
            { name: 'A', value: '1' },
            { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
            { name: 'C', valueFrom: { configMapKeyRef: { name: 'flags', key: 'x' } } },
            { name: 'D', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'E', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          ],
          envFrom: [{ secretRef: { name: 'all' } }, { configMapRef: { name: 'more' } }],
          resources: { requests: { cpu: '100m' }, limits: { memory: '1Gi' } },
        },
      ],
    },
  });
  object.status = {
    ...object.status,
    containerStatuses: [{ name: 'sidecar' }, { name: 'user-container', imageDigest: `shop/hello@${digest}` }],
  };
  expect(
    projectRevision(
      object,
      serviceObjects(service, { revisions: [object], pods: [pod({ generation: 2 })] }),
      NOW,
      new Map([['hello-00002', 100]]),
    ),
  ).toEqual({
    name: 'hello-00002',
    uid: 'uid-hello-00002',
    generation: 2,
    createdAt: CREATED,
    colour: 2,
    image: 'shop/hello@sha256:1',
    imageDigest: digest,
    userImage: 'shop/hello:2',
    port: 8080,
    env: [
      { name: 'A', value: null, from: 'value' },
      { name: 'B', value: 'secret db, key password', from: 'secret' },
      { name: 'C', value: 'config map flags, key x', from: 'configMap' },
      { name: 'D', value: 'field metadata.name', from: 'field' },
      { name: 'E', value: 'limits.cpu', from: 'other' },
    ],
    envFrom: ['secret all', 'config map more'],
    scale: { min: 1, max: 5 },
    scaling: { class: 'kpa', metric: 'concurrency', target: 70 },
    concurrency: { limit: 50, window: '90s', targetUtilization: 60 },
    labels: ['example.org/tier=1', 'team=shop'],
    annotations: [
      'autoscaling.knative.dev/maxScale=5',
      'autoscaling.knative.dev/min-scale=1',
      'autoscaling.knative.dev/target=70',
      'autoscaling.knative.dev/targetUtilizationPercentage=60',
      'autoscaling.knative.dev/window=90s',
      `note=${'n'.repeat(200)}…`,
    ],
    containers: [
      { name: 'sidecar', init: false, image: 'side', imageDigest: null, command: '', resources: [] },
      {
        name: 'user-container',
        init: false,
        image: 'shop/hello@sha256:1',
        imageDigest: digest,
        command: '',
        resources: [
          { name: 'cpu', request: '100m', limit: null },
          { name: 'memory', request: null, limit: '1Gi' },
        ],
      },
    ],
    timeoutSeconds: 300,
    conditions: ['Ready', 'Active'].map((type) => ({
      type,
      status: 'True',
      mark: '++',
      reason: '',
      message: '',
      since: CREATED,
    })),
    ready: 'True',
    reason: '',
    routingState: 'active',
    replicas: { actual: 1, desired: 1 },
    routedPercent: 100,
    tags: ['now'],
    isLatestReady: true,
    isLatestCreated: true,
    creator: 'ada',
    scaledToZeroSince: null,
    serving: { revisionName: 'hello-00002', state: 'serves', words: '', ofService: null },
  });
});

test('contains little for a revision with few known fields', () => {
  const bare = { ...revision({ metadata: { labels: {} } }), status: undefined };
  expect(projectRevision(bare, serviceObjects(service), NOW, new Map())).toMatchObject({
    generation: 0,
    colour: 0,
    imageDigest: null,
    port: null,
    scale: { min: 0, max: null },
    concurrency: { limit: null, window: null, targetUtilization: null },
    labels: [],
    conditions: [],
    ready: null,
    replicas: { actual: null, desired: null },
    routedPercent: 0,
    tags: [],
  });
});

test('explains like kn why it is not ready', () => {
  const object = revision({ ready: condition('Ready', 'False', 'ExitCode1', 'Container failed') });
  expect(projectRevision(object, serviceObjects(service), NOW, new Map())).toMatchObject({
    ready: 'False',
    reason: 'ExitCode1 : Container failed',
  });
});

test.each([
  ['without pods', [], CREATED],
  ['while a pod remains', [pod()], null],
])('is scaled to zero since its autoscaler went inactive, %s', (_, pods, expected) => {
  const podAutoscalers = [
    podAutoscaler({ desired: 0, conditions: [condition('Active', 'False', 'NoTraffic')] }),
  ];
  const objects = serviceObjects(service, { podAutoscalers, pods });
  expect(projectRevision(revision(), objects, NOW, new Map()).scaledToZeroSince).toBe(expected);
});

test.each([
  ['the one with a port', [{ image: 'a' }, { image: 'b', ports: [{}] }], 'b'],
  ['the only one', [{ image: 'a' }], 'a'],
  ['none of none', [], undefined],
])('the serving container is %s', (_, containers, image) => {
  expect(servingContainer({ containers })?.image).toBe(image);
});
