import { describe, expect, test } from 'vitest';
import { recheckAt } from '#lib/view/attention.ts';
import { PROGRESS_LIMIT_MS, START_LIMIT_MS } from '#lib/view/limits.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { inRollout, late, neverReady, newestWith, noNode, rollout } from '#tests/attention-objects.ts';
import {
  CREATED,
  condition,
  kIngress,
  knativeService,
  NOW,
  revision,
  serviceObjects,
} from '#tests/builders.ts';

describe('a Service is', () => {
  test.each<{ what: string; objects: ServiceObjects; state: string; headline: string }>([
    {
      what: 'rolling out while the KIngress shows a rollout',
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
      what: 'progressing while a pod cannot be scheduled',
      objects: newestWith(noNode),
      state: 'progressing',
      headline: 'hello-00002 finds no node to run on',
    },
    {
      what: 'progressing while the status is for an older spec',
      objects: serviceObjects(knativeService({ generation: 4, observedGeneration: 3 }), {
        revisions: [revision()],
      }),
      state: 'progressing',
      headline: 'waiting for Knative to pick up the change',
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
      what: 'progressing without routed percents while the ingress has never been ready',
      objects: neverReady,
      state: 'progressing',
      headline: 'the ingress is not ready: unsuccessfully observed a new generation',
    },
    {
      what: 'being deleted, with what blocks the deletion',
      objects: serviceObjects(
        knativeService({
          metadata: { deletionTimestamp: CREATED, finalizers: ['example.com/hold'] },
        }),
        { revisions: [revision()] },
      ),
      state: 'progressing',
      headline: 'being deleted, held by the finalizer example.com/hold',
    },
  ])('$what', ({ objects, state, headline }) => {
    const summary = projectServiceSummary(objects, NOW);
    expect({ state: summary.state, headline: summary.headline }).toEqual({ state, headline });
  });
});

describe('time passing', () => {
  test('turns a change in progress into a stuck one after five minutes; the row shows since when', () => {
    const at = (minutes: number) => projectServiceSummary(neverReady, Date.parse(CREATED) + minutes * 60_000);
    expect([4.99, 5].map(at).map(({ state, since, routed }) => ({ state, since, routed }))).toEqual([
      { state: 'progressing', since: CREATED, routed: [] },
      { state: 'stuck', since: CREATED, routed: [] },
    ]);
  });

  test('is due when the next limit passes, and never when nothing waits', () => {
    const created = Date.parse(CREATED);
    expect([
      recheckAt(neverReady, { now: created }),
      recheckAt(neverReady, { now: created + PROGRESS_LIMIT_MS }),
      recheckAt(serviceObjects(knativeService(), { memories: late('x', { shortSince: NOW }) }), { now: NOW }),
      recheckAt(serviceObjects(knativeService()), { now: NOW }),
    ]).toEqual([created + PROGRESS_LIMIT_MS, null, NOW + START_LIMIT_MS, null]);
  });
});
