import { describe, expect, test } from 'vitest';
import { compareAttention } from '#lib/view/attention.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import {
  condition,
  kIngress,
  knativeService,
  pod,
  revision,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

const pinned = [{ revisionName: 'hello-00001', latestRevision: false, percent: 100 }];
const unready = condition('Ready', 'Unknown', 'Deploying');
const rollout = {
  configurations: [
    {
      configurationName: 'hello',
      percent: 100,
      revisions: [
        { revisionName: 'hello-00001', percent: 63 },
        { revisionName: 'hello-00002', percent: 37 },
      ],
      stepParams: {},
    },
  ],
};
const inRollout = knativeService({
  latest: 2,
  ready: condition('Ready', 'Unknown', 'RolloutInProgress'),
});
/** A Service whose second revision is newest, with pods of it in this state. */
const newestWith = (status: ReturnType<typeof waitingStatus>, traffic = pinned) =>
  serviceObjects(knativeService({ latest: 2, latestReady: 1, traffic, ready: unready }), {
    revisions: [revision(), revision({ generation: 2, ready: unready })],
    pods: [pod({ generation: 2, status })],
  });

describe('a Service is', () => {
  test.each<{ what: string; objects: ServiceObjects; state: string; headline: string }>([
    {
      what: 'steady when one revision gets all traffic and is the newest',
      objects: serviceObjects(knativeService(), { revisions: [revision()] }),
      state: 'steady',
      headline: '',
    },
    {
      what: 'failing while the newest revision cannot pull its image, long before Knative gives it up',
      objects: newestWith(waitingStatus('ImagePullBackOff')),
      state: 'failing',
      headline: 'hello-00002 cannot pull its image; traffic is unaffected',
    },
    {
      what: 'failing while the newest revision crashes',
      objects: newestWith(waitingStatus('CrashLoopBackOff', 137)),
      state: 'failing',
      headline: 'hello-00002 crashes with exit code 137; traffic is unaffected',
    },
    {
      what: 'failing when the newest revision is given up',
      objects: serviceObjects(
        knativeService({
          latest: 2,
          latestReady: 1,
          traffic: pinned,
          ready: condition(
            'Ready',
            'False',
            'RevisionFailed',
            'Revision "hello-00002" failed with message: x.',
          ),
        }),
        {
          revisions: [
            revision(),
            revision({ generation: 2, ready: condition('Ready', 'False', 'ExitCode3', 'Container failed') }),
          ],
        },
      ),
      state: 'failing',
      headline: 'hello-00002 crashes with exit code 3; traffic is unaffected',
    },
    {
      what: 'failing when its only revision fails',
      objects: serviceObjects(
        knativeService({ statusTraffic: [], ready: condition('Ready', 'False', 'RevisionMissing') }),
        {
          revisions: [
            revision({ ready: condition('Ready', 'False', 'ContainerMissing', 'Unable to fetch image') }),
          ],
        },
      ),
      state: 'failing',
      headline: 'hello-00001 cannot pull its image; nothing is routed',
    },
    {
      what: 'failing when a revision that gets traffic fails',
      objects: serviceObjects(
        knativeService({
          latest: 2,
          statusTraffic: [
            { revisionName: 'hello-00001', percent: 30 },
            { revisionName: 'hello-00002', percent: 70, latestRevision: true },
          ],
        }),
        {
          revisions: [
            revision({ ready: condition('Ready', 'False', 'Unschedulable') }),
            revision({ generation: 2 }),
          ],
        },
      ),
      state: 'failing',
      headline: 'hello-00001 finds no node to run on; it gets 30\u202f% of traffic',
    },
    {
      what: 'failing when every pod of a revision that was ready and gets traffic crashes',
      objects: serviceObjects(knativeService(), {
        revisions: [revision()],
        pods: [pod({ status: waitingStatus('CrashLoopBackOff', 1) })],
      }),
      state: 'failing',
      headline: 'hello-00001 crashes with exit code 1; it gets 100\u202f% of traffic',
    },
    {
      what: 'steady while one of several pods crashes, or one was evicted',
      objects: serviceObjects(knativeService(), {
        revisions: [revision()],
        pods: [
          pod({ status: waitingStatus('CrashLoopBackOff', 1) }),
          pod({ id: 'b' }),
          pod({ id: 'c', status: { phase: 'Failed', reason: 'Evicted' } }),
        ],
      }),
      state: 'steady',
      headline: '',
    },
    {
      what: 'failing when the Route names a revision that is not there',
      objects: serviceObjects(
        knativeService({
          ready: condition(
            'Ready',
            'False',
            'RevisionMissing',
            'Revision "x" referenced in traffic not found.',
          ),
        }),
        { revisions: [revision()] },
      ),
      state: 'failing',
      headline: 'Revision "x" referenced in traffic not found; traffic stays as it was',
    },
    {
      what: 'rolling out while the KIngress says so',
      objects: serviceObjects(inRollout, {
        revisions: [revision(), revision({ generation: 2 })],
        kIngress: kIngress(inRollout, { 'hello-00001': 63, 'hello-00002': 37 }, { rollout }),
      }),
      state: 'rollingOut',
      headline: 'rolling out hello-00002: 37\u202f% of 100\u202f%',
    },
    {
      what: 'progressing while a new revision starts',
      objects: newestWith({ phase: 'Pending' }),
      state: 'progressing',
      headline: 'hello-00002 is starting (Deploying)',
    },
    {
      what: 'progressing while a pod finds no node',
      objects: newestWith({
        phase: 'Pending',
        conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available')],
      }),
      state: 'progressing',
      headline: 'hello-00002 finds no node to run on',
    },
    {
      what: 'progressing while the status speaks of an older spec',
      objects: serviceObjects(knativeService({ generation: 4, observedGeneration: 3 }), {
        revisions: [revision()],
      }),
      state: 'progressing',
      headline: 'waiting for Knative to take the change in',
    },
    {
      what: 'progressing while the ingress is not ready',
      objects: serviceObjects(
        knativeService({
          ready: condition('Ready', 'Unknown', 'Uninitialized', 'Waiting for load balancer to be ready.'),
        }),
        { revisions: [revision()] },
      ),
      state: 'progressing',
      headline: 'Waiting for load balancer to be ready',
    },
    {
      what: 'pinned behind a newer ready revision that gets nothing',
      objects: serviceObjects(knativeService({ latest: 2, traffic: pinned }), {
        revisions: [revision(), revision({ generation: 2 })],
      }),
      state: 'pinnedBehind',
      headline: 'pinned behind hello-00002',
    },
    {
      what: 'split when several revisions get traffic',
      objects: serviceObjects(
        knativeService({
          latest: 2,
          traffic: [
            { revisionName: 'hello-00001', percent: 20 },
            { latestRevision: true, percent: 80 },
          ],
        }),
        { revisions: [revision(), revision({ generation: 2 })] },
      ),
      state: 'split',
      headline: 'split: hello-00002 80\u202f%, hello-00001 20\u202f%',
    },
  ])('$what', ({ objects, state, headline }) => {
    const summary = projectServiceSummary(objects);
    expect({ state: summary.state, headline: summary.headline }).toEqual({ state, headline });
  });
});

test('the overview puts the worst first, equal ones by name', () => {
  const rows = [
    { state: 'steady', key: 'a/a' },
    { state: 'failing', key: 'b/b' },
    { state: 'steady', key: 'a/Z' },
    { state: 'rollingOut', key: 'c/c' },
  ] as const;
  expect(rows.toSorted(compareAttention).map(({ key }) => key)).toEqual(['b/b', 'c/c', 'a/Z', 'a/a']);
});
