import { describe, expect, test } from 'vitest';
import { compareAttention } from '#lib/view/attention.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { late, noNode, pinned, served } from '#tests/attention-objects.ts';
import {
  condition,
  knativeService,
  NOW,
  pod,
  podAutoscaler,
  revision,
  route,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

describe('a Service is', () => {
  test.each<{ what: string; objects: ServiceObjects; state: string; headline: string }>([
    {
      what: 'steady when one revision gets all traffic and is the newest',
      objects: serviceObjects(knativeService(), { revisions: [revision()] }),
      state: 'steady',
      headline: '',
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
      what: 'pinned behind its own revision, not failing, while another Service’s revision gets the traffic and serves (before Knative 1.21)',
      objects: served(
        knativeService(),
        { 'other-00001': 100 },
        {
          revisions: [revision()],
          foreign: {
            revisions: [revision({ service: 'other', replicas: 1 })],
            podAutoscalers: [],
            pods: [pod({ service: 'other' })],
          },
        },
      ),
      state: 'pinnedBehind',
      headline: 'pinned behind hello-00001',
    },
    {
      what: 'steady while an idle revision scales up, and reports that requests wait',
      objects: served(
        knativeService(),
        { 'hello-00001': 100 },
        {
          revisions: [revision()],
          podAutoscalers: [podAutoscaler({ desired: 1 })],
          pods: [pod({ status: { phase: 'Pending' } })],
        },
      ),
      state: 'steady',
      headline: 'hello-00001 has no ready pod yet: requests wait until it has started',
    },
    {
      what: 'degraded once fewer pods than desired have been ready for longer than a start takes',
      objects: served(
        knativeService(),
        { 'hello-00001': 100 },
        {
          revisions: [revision({ replicas: 1 })],
          podAutoscalers: [podAutoscaler({ desired: 5 })],
          pods: [pod(), pod({ id: 'b', status: noNode })],
          memories: late('uid-hello-00001'),
        },
      ),
      state: 'degraded',
      headline: 'hello-00001 has 1 of 5 pods ready: a pod finds no node to run on',
    },
    {
      what: 'steady when pods cannot be read and the autoscaler reports that all are ready',
      objects: served(
        knativeService(),
        { 'hello-00001': 100 },
        {
          revisions: [revision({ replicas: 2 })],
          podAutoscalers: [podAutoscaler({ desired: 2 })],
          unread: new Set(['pod']),
          memories: late('uid-hello-00001'),
        },
      ),
      state: 'steady',
      headline: '',
    },
    {
      what: 'degraded when a quota prevents any pod',
      objects: served(
        knativeService({ latest: 1 }),
        { 'hello-00001': 100 },
        {
          revisions: [
            {
              ...revision({ replicas: 1 }),
              status: {
                conditions: [
                  condition('Ready', 'True'),
                  condition(
                    'ResourcesAvailable',
                    'False',
                    'FailedCreate',
                    'pods "x" is forbidden: exceeded quota',
                  ),
                ],
              },
            },
          ],
          podAutoscalers: [podAutoscaler({ desired: 3 })],
          pods: [pod()],
          memories: late('uid-hello-00001'),
        },
      ),
      state: 'degraded',
      headline: 'hello-00001 has 1 of 3 pods ready: pods "x" is forbidden: exceeded quota',
    },
    {
      what: 'degraded when it serves plain HTTP because its certificate failed',
      objects: served(
        knativeService(),
        { 'hello-00001': 100 },
        {
          revisions: [revision()],
          route: route(knativeService(), {
            status: {
              conditions: [
                condition(
                  'CertificateProvisioned',
                  'True',
                  'HTTPDowngrade',
                  'Certificate route-x is not ready downgrade HTTP.',
                ),
              ],
              traffic: [{ revisionName: 'hello-00001', percent: 100 }],
            },
          }),
        },
      ),
      state: 'degraded',
      headline: 'serves plain HTTP, not HTTPS: Certificate route-x is not ready downgrade HTTP',
    },
    {
      what: 'degraded when a revision has no pods and nothing shows that requests wake it',
      objects: served(
        knativeService(),
        { 'hello-00001': 100 },
        {
          revisions: [{ ...revision(), status: { conditions: [condition('Ready', 'True')] } }],
        },
      ),
      state: 'degraded',
      headline:
        'hello-00001 has no pods, and nothing shows that requests will start one: whether requests are answered is not known',
    },
    {
      what: 'steady while its newest revision is a tagged candidate at 0 %',
      objects: serviceObjects(
        knativeService({
          latest: 2,
          traffic: [
            { revisionName: 'hello-00001', percent: 100 },
            { latestRevision: true, percent: 0, tag: 'candidate' },
          ],
        }),
        { revisions: [revision(), revision({ generation: 2 })] },
      ),
      state: 'steady',
      headline: '',
    },
    {
      what: 'pinned behind a newer ready revision that gets no traffic',
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
    const summary = projectServiceSummary(objects, NOW);
    expect({ state: summary.state, headline: summary.headline }).toEqual({ state, headline });
  });
});

test('the overview sorts the worst first, and equal ones by name', () => {
  const rows = [
    { state: 'steady', key: 'a/a' },
    { state: 'failing', key: 'b/b' },
    { state: 'steady', key: 'a/Z' },
    { state: 'rollingOut', key: 'c/c' },
  ] as const;
  expect(rows.toSorted(compareAttention).map(({ key }) => key)).toEqual(['b/b', 'c/c', 'a/Z', 'a/a']);
});
