import { describe, expect, test } from 'vitest';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { recheckAt } from '#lib/view/attention.ts';
import { PROGRESS_LIMIT_MS, START_LIMIT_MS } from '#lib/view/limits.ts';
import { noticesOf } from '#lib/view/notices.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import {
  CREATED,
  condition,
  kIngress,
  knativeService,
  metadata,
  NOW,
  pod,
  podAutoscaler,
  revision,
  route,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

const service = knativeService();
const all = { 'hello-00001': 100 };
/** A Service that one revision serves with a ready pod, unless a test overrides it. */
const served = (rest: Partial<ServiceObjects> = {}, ksvc = service, splits: Record<string, number> = all) =>
  serviceObjects(ksvc, {
    route: route(ksvc),
    kIngress: kIngress(ksvc, splits),
    revisions: [revision({ replicas: 1 })],
    pods: [pod()],
    ...rest,
  });
const late = new Map([['uid-hello-00001', { shortSince: NOW - START_LIMIT_MS, failure: null }]]);
/** One pod has been wanted, and these have existed, for longer than a start takes. */
const withPods = (...pods: ServiceObjects['pods']) =>
  served({ podAutoscalers: [podAutoscaler({ desired: 1 })], pods, memories: late });
const going = { deletionTimestamp: CREATED, finalizers: ['example.com/hold'] };
const quota = condition(
  'ResourcesAvailable',
  'False',
  'FailedCreate',
  'pods "x" is forbidden: exceeded quota: q',
);
const refused = { ...revision(), status: { conditions: [condition('Ready', 'True'), quota] } };
const candidate = (first: number, second: number) =>
  knativeService({
    latest: 2,
    traffic: [
      { revisionName: 'hello-00001', percent: first, tag: 'old' },
      { revisionName: 'hello-00002', percent: second, tag: 'next' },
    ],
  });
const mapping = (ready: ReturnType<typeof condition>): DomainMapping => ({
  apiVersion: 'serving.knative.dev/v1beta1',
  kind: 'DomainMapping',
  metadata: metadata('shop.example.org'),
  spec: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'hello' } },
  status: { conditions: [ready] },
});

const headOf = (objects: ServiceObjects, now = NOW) =>
  projectServiceHead(objects, now, routedPercents(objects), objects.mappings);

describe('for states of real clusters, the overview says', () => {
  test.each<{ what: string; objects: ServiceObjects; state: string; headline: string }>([
    {
      what: 'that nothing is routed when the Route is gone, even though Knative reports the Service as ready',
      objects: served({ route: undefined }),
      state: 'failing',
      headline: 'the Service has no Route: nothing is routed',
    },
    {
      what: 'that nothing is routed when the KIngress is gone',
      objects: served({ kIngress: undefined }),
      state: 'failing',
      headline: 'the Route has no KIngress: nothing is routed',
    },
    {
      what: 'that a new Service has no Route yet, as progress',
      objects: {
        ...served({ route: undefined, kIngress: undefined }),
        service: { ...service, status: undefined },
      },
      state: 'progressing',
      headline: 'waiting for Knative to pick up the change',
    },
    {
      what: 'why a first revision failed before the message that there is no KIngress',
      objects: served(
        {
          kIngress: undefined,
          route: route(service, {
            status: { conditions: [condition('AllTrafficAssigned', 'False', 'RevisionMissing')] },
          }),
          revisions: [revision({ ready: condition('Ready', 'False', 'ContainerMissing') })],
          pods: [],
        },
        knativeService({ statusTraffic: [], ready: condition('Ready', 'False', 'RevisionMissing') }),
      ),
      state: 'failing',
      headline: 'hello-00001 cannot pull its image; nothing is routed',
    },
    {
      what: 'that somebody else’s Route has the name, and not that there is none',
      objects: served(
        { route: undefined, kIngress: undefined },
        knativeService({
          ready: condition('Ready', 'False', 'NotOwned', 'There is an existing Route "hello".'),
        }),
      ),
      state: 'changeFailed',
      headline: 'There is an existing Route "hello"; whether requests are answered is not known',
    },
    {
      what: 'that the Route is being deleted, and what blocks the deletion',
      objects: served({ route: { ...route(service), metadata: { ...route(service).metadata, ...going } } }),
      state: 'degraded',
      headline:
        'its Route is being deleted, held by the finalizer example.com/hold: requests fail once it is gone',
    },
    {
      what: 'that the KIngress is being deleted',
      objects: served({
        kIngress: {
          ...kIngress(service, all),
          metadata: { ...kIngress(service, all).metadata, deletionTimestamp: CREATED },
        },
      }),
      state: 'degraded',
      headline: 'its KIngress is being deleted: requests fail once it is gone',
    },
    {
      what: 'that the only pod was evicted',
      objects: withPods(
        pod({ status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' } }),
      ),
      state: 'failing',
      headline: 'hello-00001 was evicted: The node was low on memory: every request fails',
    },
    {
      what: 'nothing of a pod that was evicted from a revision that is now scaled to zero',
      objects: served({
        revisions: [revision()],
        podAutoscalers: [
          podAutoscaler({ desired: 0, conditions: [condition('Active', 'False', 'NoTraffic')] }),
        ],
        pods: [pod({ status: { phase: 'Failed', reason: 'Evicted' } })],
      }),
      state: 'steady',
      headline: '',
    },
    {
      what: 'that the node of the only pod does not respond',
      objects: withPods(
        pod({
          status: { phase: 'Running', conditions: [condition('Ready', 'Unknown', 'NodeStatusUnknown')] },
        }),
      ),
      state: 'failing',
      headline: 'hello-00001 is on a node that does not respond: every request fails',
    },
    {
      what: 'the same of a pod of phase Unknown, whatever its last condition',
      objects: withPods(pod({ status: { phase: 'Unknown', conditions: [condition('Ready', 'True')] } })),
      state: 'failing',
      headline: 'hello-00001 is on a node that does not respond: every request fails',
    },
    {
      what: 'that the only pod has ended',
      objects: withPods(pod({ status: { phase: 'Succeeded', conditions: [condition('Ready', 'False')] } })),
      state: 'failing',
      headline: 'hello-00001 exited instead of serving: every request fails',
    },
    {
      what: 'which init container crashes',
      objects: withPods(
        pod({
          status: {
            phase: 'Pending',
            initContainerStatuses: [
              {
                name: 'init-db',
                ready: false,
                restartCount: 3,
                state: { waiting: { reason: 'CrashLoopBackOff' } },
                lastState: { terminated: { exitCode: 1, reason: 'Error' } },
              },
            ],
            containerStatuses: [
              {
                name: 'web',
                ready: false,
                restartCount: 0,
                state: { waiting: { reason: 'PodInitializing' } },
              },
            ],
          },
        }),
      ),
      state: 'failing',
      headline: 'hello-00001 crashes with exit code 1 in container init-db: every request fails',
    },
    {
      what: 'which sidecar has no image',
      objects: withPods(
        pod({
          status: {
            phase: 'Pending',
            containerStatuses: [
              { name: 'web', ready: true, restartCount: 0, state: { running: {} } },
              { name: 'log', ready: false, restartCount: 0, state: { waiting: { reason: 'ErrImagePull' } } },
            ],
          },
        }),
      ),
      state: 'failing',
      headline: 'hello-00001 cannot pull the image of container log: every request fails',
    },
    {
      what: 'that a quota prevents the first pod, before the start has taken too long',
      objects: served({ revisions: [refused], podAutoscalers: [podAutoscaler({ desired: 1 })], pods: [] }),
      state: 'steady',
      headline:
        'hello-00001 is not allowed to create its pods: pods "x" is forbidden: exceeded quota: q: requests wait until it has started',
    },
    {
      what: 'the same once it has',
      objects: served({
        revisions: [refused],
        podAutoscalers: [podAutoscaler({ desired: 1 })],
        pods: [],
        memories: late,
      }),
      state: 'failing',
      headline:
        'hello-00001 is not allowed to create its pods: pods "x" is forbidden: exceeded quota: q: every request fails',
    },
    {
      what: 'that an idle revision whose last pods a quota refused may not wake',
      objects: served({
        revisions: [refused],
        podAutoscalers: [
          podAutoscaler({ desired: 0, conditions: [condition('Active', 'False', 'NoTraffic')] }),
        ],
        pods: [],
      }),
      state: 'degraded',
      headline:
        'hello-00001 has no pods and is not allowed to create its pods: pods "x" is forbidden: exceeded quota: q: whether requests are answered is not known',
    },
    {
      what: 'nothing of an initial scale of 0 without requests yet',
      objects: served({
        revisions: [revision()],
        podAutoscalers: [
          podAutoscaler({ desired: -1, conditions: [condition('Active', 'False', 'NoTraffic')] }),
        ],
        pods: [],
      }),
      state: 'steady',
      headline: '',
    },
    {
      what: 'nothing of invalid annotations',
      objects: served({
        revisions: [
          revision({
            replicas: 1,
            metadata: { annotations: { 'autoscaling.knative.dev/min-scale': 'many' } },
          }),
        ],
      }),
      state: 'steady',
      headline: '',
    },
    {
      what: 'that a condition is False when it has neither reason nor message',
      objects: served({}, knativeService({ ready: condition('Ready', 'False') })),
      state: 'changeFailed',
      headline: 'not ready; traffic is unaffected',
    },
    {
      what: 'that requests to a tag at 0 % fail because of its revision',
      objects: served(
        {
          revisions: [
            revision({ ready: condition('Ready', 'False', 'ExitCode1') }),
            revision({ generation: 2, replicas: 1 }),
          ],
          pods: [pod({ generation: 2 })],
        },
        candidate(0, 100),
        { 'hello-00002': 100 },
      ),
      state: 'degraded',
      headline: 'requests to the tag old fail: hello-00001 crashes with exit code 1',
    },
    {
      what: 'that requests to a tag at 0 % fail because its revision is gone',
      objects: served(
        { revisions: [revision({ generation: 2, replicas: 1 })], pods: [pod({ generation: 2 })] },
        candidate(0, 100),
        { 'hello-00002': 100 },
      ),
      state: 'degraded',
      headline: 'requests to the tag old fail: hello-00001 does not exist',
    },
    {
      what: 'of a failing candidate that the main traffic is unaffected, but not its tag',
      objects: served(
        {
          revisions: [
            revision({ replicas: 1 }),
            revision({ generation: 2, ready: condition('Ready', 'Unknown') }),
          ],
          pods: [pod(), pod({ generation: 2, status: waitingStatus('CrashLoopBackOff', 1) })],
        },
        candidate(100, 0),
      ),
      state: 'changeFailed',
      headline:
        'hello-00002 crashes with exit code 1; traffic is unaffected, but requests to the tag next fail',
    },
    {
      what: 'that a domain does not route to the Service',
      objects: served({ mappings: [mapping(condition('Ready', 'False', 'DomainAlreadyClaimed', 'in use'))] }),
      state: 'degraded',
      headline: 'shop.example.org does not point here: in use',
    },
    {
      what: 'nothing of a domain that Knative has started to process',
      objects: served({ mappings: [mapping(condition('Ready', 'Unknown'))] }),
      state: 'steady',
      headline: '',
    },
  ])('$what', ({ objects, state, headline }) => {
    const { summary } = headOf(objects);
    expect({ state: summary.state, headline: summary.headline }).toEqual({ state, headline });
    // The page shows at least the same, and each thing once.
    const texts = noticesOf(headOf(objects)).map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).toHaveLength(['failing', 'changeFailed', 'degraded'].includes(state) ? 1 : 0);
  });

  test('that a domain is late once five minutes have passed, and checks again then', () => {
    const objects = served({ mappings: [mapping(condition('Ready', 'Unknown', 'Pending'))] });
    const due = Date.parse(CREATED) + PROGRESS_LIMIT_MS;
    expect([recheckAt(objects, { now: NOW }), headOf(objects, due).summary.headline]).toEqual([
      due,
      'shop.example.org does not point here yet: Pending',
    ]);
  });
});
