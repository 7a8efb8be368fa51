import { describe, expect, test } from 'vitest';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { condition, NOW, pod, podAutoscaler, revision } from '#tests/builders.ts';
import { type OddState, saidOf, served } from '#tests/odd-states.ts';

const late = new Map([['uid-hello-00001', { shortSince: NOW - START_LIMIT_MS, failure: null }]]);
/** One pod has been wanted, and these have existed, for longer than a start takes. */
const withPods = (...pods: ServiceObjects['pods']) =>
  served({ podAutoscalers: [podAutoscaler({ desired: 1 })], pods, memories: late });
const quota = condition(
  'ResourcesAvailable',
  'False',
  'FailedCreate',
  'pods "x" is forbidden: exceeded quota: q',
);
const refused = { ...revision(), status: { conditions: [condition('Ready', 'True'), quota] } };

describe('for states of real clusters, the overview says', () => {
  test.each<OddState>([
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
  ])('$what', ({ objects, state, headline }) => {
    const { notices, ...said } = saidOf(objects);
    expect(said).toEqual({ state, headline });
    // The page shows at least the same, and each thing once.
    expect(new Set(notices).size).toBe(notices.length);
    expect(notices).toHaveLength(['failing', 'changeFailed', 'degraded'].includes(state) ? 1 : 0);
  });
});
