import { describe, expect, test } from 'vitest';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { late, newestWith, noNode, notReady, oldIngress, pinned, served } from '#tests/attention-objects.ts';
import {
  condition,
  knativeService,
  NOW,
  pod,
  podAutoscaler,
  revision,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

describe('a Service is', () => {
  test.each<{ what: string; objects: ServiceObjects; state: string; headline: string }>([
    {
      what: 'a failed change while the newest revision cannot pull its image, long before Knative gives up',
      objects: newestWith(waitingStatus('ImagePullBackOff')),
      state: 'changeFailed',
      headline: 'hello-00002 cannot pull its image; traffic is unaffected',
    },
    {
      what: 'a failed change while the newest revision crashes',
      objects: newestWith(waitingStatus('CrashLoopBackOff', 137)),
      state: 'changeFailed',
      headline: 'hello-00002 crashes with exit code 137; traffic is unaffected',
    },
    {
      what: 'a failed change when Knative gives up on the newest revision, with the cause if its pod was seen',
      objects: served(
        knativeService({ latest: 2, latestReady: 1, traffic: pinned, ready: notReady('RevisionFailed') }),
        { 'hello-00001': 100 },
        {
          revisions: [
            revision(),
            revision({
              generation: 2,
              ready: notReady('ProgressDeadlineExceeded', 'Initial scale was never achieved'),
            }),
          ],
          memories: new Map([
            ['uid-hello-00002', { shortSince: null, failure: { reason: 'ImagePullBackOff', message: '' } }],
          ]),
        },
      ),
      state: 'changeFailed',
      headline: 'hello-00002 cannot pull its image; traffic is unaffected',
    },
    {
      what: 'a failed change of unknown cause when nobody saw the pod',
      objects: served(
        knativeService({ latest: 2, latestReady: 1, traffic: pinned, ready: notReady('RevisionFailed') }),
        { 'hello-00001': 100 },
        {
          revisions: [
            revision(),
            revision({
              generation: 2,
              ready: notReady('ProgressDeadlineExceeded', 'Initial scale was never achieved'),
            }),
          ],
        },
      ),
      state: 'changeFailed',
      headline:
        'hello-00002 did not become ready in time; the cause is no longer known because its pods are gone; traffic is unaffected',
    },
    {
      what: 'failing when its first revision never got all its desired pods, with the reason for one of them',
      objects: serviceObjects(knativeService({ statusTraffic: [], ready: notReady('RevisionMissing') }), {
        revisions: [
          revision({ ready: notReady('ProgressDeadlineExceeded', 'Initial scale was never achieved') }),
        ],
        podAutoscalers: [podAutoscaler({ desired: 5 })],
        pods: [pod(), pod({ id: 'b', status: noNode })],
      }),
      state: 'failing',
      headline: 'hello-00001 did not become ready in time: a pod finds no node to run on; nothing is routed',
    },
    {
      what: 'a failed change that is not called safe when the Route is unknown',
      objects: serviceObjects(
        knativeService({
          latest: 2,
          latestReady: 1,
          traffic: pinned,
          ready: notReady('RevisionFailed', 'x'),
        }),
        {
          revisions: [
            revision(),
            revision({ generation: 2, ready: notReady('ExitCode3', 'Container failed') }),
          ],
        },
      ),
      state: 'changeFailed',
      headline: 'hello-00002 crashes with exit code 3; whether requests are answered is not known',
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
      headline: 'hello-00001 finds no node to run on: 30\u202f% of requests fail',
    },
    {
      what: 'failing when every pod of a revision that was ready and gets traffic crashes',
      objects: serviceObjects(knativeService(), {
        revisions: [revision()],
        pods: [pod({ status: waitingStatus('CrashLoopBackOff', 1) })],
      }),
      state: 'failing',
      headline: 'hello-00001 crashes with exit code 1: every request fails',
    },
    {
      what: 'failing when the Route still sends requests to a deleted revision',
      objects: served(
        knativeService({
          latest: 2,
          ready: notReady('RevisionMissing', 'Revision "hello-00001" referenced in traffic not found.'),
        }),
        { 'hello-00001': 90, 'hello-00002': 10 },
        { revisions: [revision({ generation: 2 })] },
      ),
      state: 'failing',
      headline: 'hello-00001 does not exist: 90\u202f% of requests fail',
    },
    {
      what: 'a failed change when the Route did not accept a missing revision',
      objects: served(
        knativeService({
          ready: notReady('RevisionMissing', 'Revision "x" referenced in traffic not found.'),
        }),
        { 'hello-00001': 100 },
        { revisions: [revision()] },
      ),
      state: 'changeFailed',
      headline: 'Revision "x" referenced in traffic not found; traffic is unaffected',
    },
    {
      what: 'failing when a sidecar of the only routed revision crashes, though the Route is ready',
      objects: served(
        knativeService({ ready: notReady('RevisionFailed', 'Container failed with: .') }),
        { 'hello-00001': 100 },
        {
          revisions: [revision({ ready: notReady('ExitCode137', 'Container failed with: .'), replicas: 1 })],
          pods: [
            pod({
              status: {
                phase: 'Running',
                containerStatuses: [
                  { name: 'web', ready: true, restartCount: 0, state: { running: {} } },
                  {
                    name: 'log-shipper',
                    ready: false,
                    restartCount: 4,
                    state: { waiting: { reason: 'CrashLoopBackOff' } },
                    lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
                  },
                  { name: 'queue-proxy', ready: true, restartCount: 0, state: { running: {} } },
                ],
              },
            }),
          ],
        },
      ),
      state: 'failing',
      headline:
        'hello-00001 runs out of memory in container log-shipper (OOMKilled, exit code 137): every request fails',
    },
    {
      what: 'a failed change when the traffic names a revision of another Service, which the Route refuses',
      objects: served(
        knativeService({
          ready: notReady(
            'RevisionNotOwned',
            'Revision "other-00001" belongs to Service "other", not Service "hello".',
          ),
        }),
        { 'hello-00001': 100 },
        { revisions: [revision()] },
      ),
      state: 'changeFailed',
      headline:
        'Revision "other-00001" belongs to Service "other", not Service "hello"; traffic is unaffected',
    },
    {
      what: 'failing once a routed revision has wanted pods but had none ready for longer than a start takes',
      objects: served(
        knativeService(),
        { 'hello-00001': 100 },
        {
          revisions: [revision({ replicas: 1 })],
          podAutoscalers: [podAutoscaler({ desired: 1 })],
          pods: [pod({ status: noNode })],
          memories: late('uid-hello-00001'),
        },
      ),
      state: 'failing',
      headline: 'hello-00001 finds no node to run on: every request fails',
    },
    {
      what: 'not called unaffected while the ingress is ready only for an older generation',
      objects: {
        ...newestWith(waitingStatus('ImagePullBackOff')),
        kIngress: {
          ...oldIngress,
          metadata: { ...oldIngress.metadata, generation: 2 },
        },
      },
      state: 'changeFailed',
      headline: 'hello-00002 cannot pull its image; whether requests are answered is not known',
    },
  ])('$what', ({ objects, state, headline }) => {
    const summary = projectServiceSummary(objects, NOW);
    expect({ state: summary.state, headline: summary.headline }).toEqual({ state, headline });
  });
});
