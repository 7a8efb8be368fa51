import { expect, test } from 'vitest';
import { rememberRevisions } from '#lib/view/revision-memory.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import {
  CREATED,
  condition,
  knativeService,
  NOW,
  pod,
  podAutoscaler,
  revision,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

const UID = 'uid-hello-00001';
const objects = (rest: Partial<ServiceObjects>) =>
  serviceObjects(knativeService(), { revisions: [revision()], ...rest });
const wanted = (desired: number) => [podAutoscaler({ desired })];
const failed = objects({
  pods: [pod({ status: waitingStatus('ImagePullBackOff') })],
  podAutoscalers: wanted(1),
});
const failure = { reason: 'ImagePullBackOff', message: '', container: null };

test('a failure is remembered after its pod is gone, until a pod is ready', () => {
  const seen = rememberRevisions(new Map(), failed, NOW);
  const gone = rememberRevisions(seen, objects({ podAutoscalers: wanted(0) }), NOW + 1);
  const trying = rememberRevisions(gone, objects({ pods: [pod({ status: { phase: 'Pending' } })] }), NOW + 2);
  const healed = rememberRevisions(trying, objects({ pods: [pod()], podAutoscalers: wanted(1) }), NOW + 3);
  expect([seen, gone, trying, healed].map((it) => it.get(UID)?.failure)).toEqual([
    failure,
    failure,
    failure,
    undefined,
  ]);
});

test('a revision that is deleted, or returns with another uid, is forgotten', () => {
  const seen = rememberRevisions(new Map(), failed, NOW);
  const again = objects({ revisions: [revision({ metadata: { uid: 'another' } })] });
  expect(rememberRevisions(seen, objects({ revisions: [] }), NOW).size).toBe(0);
  expect(rememberRevisions(seen, again, NOW).size).toBe(0);
});

test.each([
  ['now, when no pod exists', [], NOW],
  [
    'since its pod was created, when the pod has no later time',
    [pod({ status: { phase: 'Pending' } })],
    Date.parse(CREATED),
  ],
  [
    'since its pod was ready last',
    [
      pod({
        status: {
          phase: 'Running',
          conditions: [{ ...condition('Ready', 'False'), lastTransitionTime: '2026-01-01T00:00:30Z' }],
        },
      }),
    ],
    NOW - 30_000,
  ],
])('pods are missing %s; later observations do not change that', (_, pods, since) => {
  const state = objects({ pods, podAutoscalers: wanted(2) });
  const first = rememberRevisions(new Map(), state, NOW);
  const later = rememberRevisions(first, state, NOW + 60_000);
  const full = rememberRevisions(
    later,
    objects({ pods: [pod(), pod({ id: 'b' })], podAutoscalers: wanted(2) }),
    NOW,
  );
  expect([first, later, full].map((it) => it.get(UID)?.shortSince)).toEqual([since, since, undefined]);
});
