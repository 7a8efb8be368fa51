import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { harmEffect } from '#lib/traffic/harm-words.ts';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import { readyChip } from '#lib/view/ready-words.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';
import {
  condition,
  kIngress,
  knativeService,
  NOW,
  pod,
  podAutoscaler,
  revision,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

const service = knativeService();
const asleep = [condition('Active', 'False', 'NoTraffic')];
const given = (rest: Partial<ServiceObjects>) =>
  serviceObjects(service, { revisions: [revision()], ...rest });
const remembered = (memory: object) =>
  new Map([['uid-hello-00001', { shortSince: null, failure: null, ...memory }]]);
const crash = { reason: 'CrashLoopBackOff (exit code 1)', message: '' };

describe('a revision that traffic names', () => {
  test.each<{ what: string; objects: ServiceObjects; state: string; words?: string }>([
    { what: 'serves with a ready pod', objects: given({ pods: [pod()] }), state: 'serves' },
    {
      what: 'serves with a ready pod even though its condition is not ready',
      objects: given({ revisions: [revision({ ready: condition('Ready', 'False', 'x') })], pods: [pod()] }),
      state: 'serves',
    },
    {
      what: 'is not known to wake from zero when it requests an HPA and its autoscaler cannot be read',
      objects: given({
        revisions: [
          revision({
            metadata: { annotations: { 'autoscaling.knative.dev/class': 'hpa.autoscaling.knative.dev' } },
          }),
        ],
        unread: new Set(['podAutoscaler']),
      }),
      state: 'unknown',
      words: 'has no pods, and nothing shows that requests will start one',
    },
    {
      what: 'is scaled to zero behind the activator',
      objects: given({ podAutoscalers: [podAutoscaler({ desired: 0, conditions: asleep })] }),
      state: 'asleep',
    },
    {
      what: 'is scaled to zero although an evicted pod is still listed: that pod is not desired',
      objects: given({
        podAutoscalers: [podAutoscaler({ desired: 0, conditions: asleep })],
        pods: [pod({ status: { phase: 'Failed', reason: 'Evicted' } })],
      }),
      state: 'asleep',
    },
    {
      what: 'is not known to be scaled to zero when an HPA scales it: no activator is in its path',
      objects: given({
        podAutoscalers: [hpa(podAutoscaler({ desired: 0, conditions: asleep }))],
      }),
      state: 'unknown',
      words: 'has no pods, and nothing shows that requests will start one',
    },
    {
      what: 'is not known to be able to wake after its last pod crashed',
      objects: given({
        podAutoscalers: [podAutoscaler({ desired: 0, conditions: asleep })],
        memories: remembered({ failure: crash }),
      }),
      state: 'unknown',
      words: 'has no pods, and the last one failed: it crashes with exit code 1',
    },
    {
      what: 'fails when it could not be activated',
      objects: given({
        podAutoscalers: [
          podAutoscaler({ desired: 0, conditions: [condition('Active', 'False', 'TimedOut')] }),
        ],
      }),
      state: 'fails',
      words: 'could not be activated',
    },
    {
      what: 'starts while pods are desired and none exists yet',
      objects: given({ podAutoscalers: [podAutoscaler({ desired: 1 })] }),
      state: 'starting',
      words: 'has no ready pod yet',
    },
    {
      what: 'fails once none has been ready for longer than a start takes',
      objects: given({
        podAutoscalers: [podAutoscaler({ desired: 1 })],
        memories: remembered({ shortSince: NOW - START_LIMIT_MS }),
      }),
      state: 'fails',
      words: 'has no ready pod',
    },
    {
      what: 'also fails between two crashes',
      objects: given({
        pods: [pod({ status: { phase: 'Running' } })],
        memories: remembered({ failure: crash }),
      }),
      state: 'fails',
      words: 'crashes with exit code 1',
    },
    {
      what: 'fails while its only pod terminates and its condition is not ready',
      objects: given({
        revisions: [revision({ ready: condition('Ready', 'False', 'ExitCode2') })],
        pods: [pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })],
      }),
      state: 'fails',
      words: 'crashes with exit code 2',
    },
    {
      what: 'is missing when Revisions can be read and it is not among them',
      objects: given({ revisions: [] }),
      state: 'missing',
      words: 'does not exist',
    },
    {
      what: 'exists, with unseen pods, when it has lost the label of its Service',
      objects: given({
        revisions: [],
        foreign: {
          revisions: [{ ...revision({ metadata: { labels: {} } }), status: undefined }],
          podAutoscalers: [],
          pods: [],
        },
      }),
      state: 'unknown',
      words: 'has pods that cannot be seen here',
    },
    {
      what: 'serves when it has lost the label and its pods still have theirs',
      objects: given({
        revisions: [],
        foreign: { revisions: [revision({ metadata: { labels: {} } })], podAutoscalers: [], pods: [pod()] },
      }),
      state: 'serves',
    },
    {
      what: 'is unknown when Revisions cannot be read',
      objects: given({ revisions: [], unread: new Set(['revision'] as const) }),
      state: 'unknown',
      words: 'cannot be seen here',
    },
    {
      what: 'serves by the autoscaler’s count when pods cannot be read',
      objects: given({ unread: new Set(['pod'] as const), podAutoscalers: [podAutoscaler({ desired: 2 })] }),
      state: 'serves',
    },
    {
      what: 'is unknown when neither pods nor counts can be read',
      objects: given({
        unread: new Set(['pod'] as const),
        revisions: [{ ...revision(), status: { conditions: [condition('Ready', 'True')] } }],
      }),
      state: 'unknown',
      words: 'has pods that cannot be seen here',
    },
  ])('$what', ({ objects, state, words = '' }) => {
    const serving = servingOf('hello-00001', objects, NOW);
    expect(serving).toEqual({ revisionName: 'hello-00001', state, words, ofService: null });
  });
});

function hpa(autoscaler: ReturnType<typeof podAutoscaler>): ReturnType<typeof podAutoscaler> {
  const annotations = { 'autoscaling.knative.dev/class': 'hpa.autoscaling.knative.dev' };
  return { ...autoscaler, metadata: { ...autoscaler.metadata, annotations } };
}

const podStatus = fc.constantFrom(
  undefined,
  { phase: 'Pending' },
  { phase: 'Running', conditions: [condition('Ready', 'False')] },
  waitingStatus('CrashLoopBackOff', 1),
  waitingStatus('ImagePullBackOff'),
  { phase: 'Failed', reason: 'Evicted' },
);
const verdict = fc.constantFrom('True', 'False', 'Unknown');
const anyRevision = fc.record({
  exists: fc.boolean(),
  ready: verdict,
  active: fc.tuple(verdict, fc.constantFrom('NoTraffic', 'TimedOut', 'Queued')),
  desired: fc.integer({ min: -1, max: 3 }),
  pods: fc.array(podStatus, { maxLength: 3 }),
  shortFor: fc.option(fc.nat(10 * 60_000)),
});

test('nothing is shown as fine while a routed revision is gone, or has no ready pod although pods are desired', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      anyRevision,
      anyRevision,
      verdict,
      verdict,
      (percent, first, second, serviceReady, ingressReady) => {
        const both = [first, second].map((it, index) => ({ ...it, generation: index + 1 }));
        const ksvc = knativeService({ latest: 2, ready: condition('Ready', serviceReady, 'Any', 'x.') });
        const splits = { 'hello-00001': percent, 'hello-00002': 100 - percent };
        const objects = serviceObjects(ksvc, {
          kIngress: kIngress(ksvc, splits, { status: { conditions: [condition('Ready', ingressReady)] } }),
          revisions: both.flatMap(({ exists, generation, ready, desired }) =>
            exists ? [revision({ generation, ready: condition('Ready', ready), replicas: desired })] : [],
          ),
          podAutoscalers: both.map(({ generation, desired, active: [status, reason] }) =>
            podAutoscaler({ generation, desired, conditions: [condition('Active', status, reason)] }),
          ),
          pods: both.flatMap(({ generation, pods }) =>
            pods.map((status, index) => pod({ generation, id: String(index), status })),
          ),
          memories: new Map(
            both.map(({ generation, shortFor }) => [
              `uid-hello-0000${generation}`,
              { shortSince: shortFor === null ? null : NOW - shortFor, failure: null },
            ]),
          ),
        });
        const summary = projectServiceSummary(objects, NOW);
        const harmed = both.some(({ exists, generation, pods, desired }) => {
          const gets = generation === 1 ? percent : 100 - percent;
          const isReady = pods.some((status) => status === undefined);
          // A pod that has ended for good stays in the list, and nobody wants it.
          const wanted = desired > 0 || pods.some((status) => status?.phase !== 'Failed');
          return gets > 0 && (!exists || (wanted && !isReady));
        });
        const reassures =
          summary.harm.level === 'none' ||
          harmEffect(summary.harm) === 'traffic is unaffected' ||
          summary.headline.includes('unaffected') ||
          readyChip(summary)?.tone === 'ok';
        expect(harmed && reassures).toBe(false);
        // A green dot without a headline also reassures.
        const silent = summary.state === 'steady' && summary.headline === '';
        expect(harmed && silent).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
});
