import { describe, expect, test } from 'vitest';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { recheckAt } from '#lib/view/attention.ts';
import { PROGRESS_LIMIT_MS } from '#lib/view/limits.ts';
import {
  CREATED,
  condition,
  kIngress,
  knativeService,
  metadata,
  NOW,
  pod,
  revision,
  route,
  waitingStatus,
} from '#tests/builders.ts';
import { all, headOf, type OddState, saidOf, served, service } from '#tests/odd-states.ts';

const going = { deletionTimestamp: CREATED, finalizers: ['example.com/hold'] };
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

describe('for states of real clusters, the overview says', () => {
  test.each<OddState>([
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
    const { notices, ...said } = saidOf(objects);
    expect(said).toEqual({ state, headline });
    // The page shows at least the same, and each thing once.
    expect(new Set(notices).size).toBe(notices.length);
    expect(notices).toHaveLength(['failing', 'changeFailed', 'degraded'].includes(state) ? 1 : 0);
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
