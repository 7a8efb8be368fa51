import { describe, expect, it, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { latestWords, noticesOf } from '#lib/view/notices.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { isStaged } from '#lib/view/staged.ts';
import {
  condition,
  kIngress,
  knativeService,
  NOW,
  pod,
  revision,
  serviceObjects,
  waitingStatus,
} from '#tests/builders.ts';

const headOf = (objects: ServiceObjects) => projectServiceHead(objects, NOW, routedPercents(objects));
const notices = (objects: ServiceObjects) =>
  noticesOf(headOf(objects)).map(({ tone, text, detail }) => [tone, text, detail]);
const pinnedTo = (...rest: TrafficTarget[]) =>
  serviceObjects(
    knativeService({ latest: 2, traffic: [{ revisionName: 'hello-00001', percent: 100 }, ...rest] }),
    {
      revisions: [revision(), revision({ generation: 2 })],
    },
  );

describe('the page says', () => {
  test('nothing of a Service that serves', () => {
    expect(notices(serviceObjects(knativeService(), { revisions: [revision()] }))).toEqual([]);
  });

  test('the cause of a first revision that never becomes ready, and Knative’s message about it', () => {
    const ready = condition(
      'Ready',
      'False',
      'RevisionMissing',
      'Configuration "hello" does not have any ready Revision.',
    );
    const objects = serviceObjects(knativeService({ statusTraffic: [], ready }), {
      revisions: [
        revision({ ready: condition('Ready', 'False', 'ContainerMissing', 'Unable to fetch image') }),
      ],
    });
    expect(notices(objects)).toEqual([
      [
        'bad',
        'hello-00001 cannot pull its image; nothing is routed.',
        'Knative says: Configuration "hello" does not have any ready Revision.',
      ],
    ]);
  });

  test('in red that every request fails even though the Route is ready, and never that traffic is unaffected', () => {
    const service = knativeService({
      conditions: [
        condition(
          'Ready',
          'False',
          'RevisionFailed',
          'Revision "hello-00001" failed with message: Container failed with: .',
        ),
        condition('RoutesReady', 'True'),
      ],
    });
    const objects = serviceObjects(service, {
      kIngress: kIngress(service, { 'hello-00001': 100 }),
      revisions: [revision({ ready: condition('Ready', 'False', 'ExitCode137') })],
      pods: [pod({ status: waitingStatus('CrashLoopBackOff', 137) })],
    });
    const [[tone, text] = []] = notices(objects);
    expect([tone, text]).toEqual(['bad', 'hello-00001 crashes with exit code 137: every request fails.']);
    expect(JSON.stringify(notices(objects))).not.toContain('unaffected');
  });

  test('in amber that a deploy failed while traffic is served', () => {
    const service = knativeService({
      latest: 2,
      latestReady: 1,
      traffic: [{ revisionName: 'hello-00001', percent: 100 }],
      ready: condition('Ready', 'Unknown', 'Deploying'),
    });
    const objects = serviceObjects(service, {
      kIngress: kIngress(service, { 'hello-00001': 100 }),
      revisions: [
        revision({ replicas: 1 }),
        revision({ generation: 2, ready: condition('Ready', 'Unknown') }),
      ],
      pods: [pod(), pod({ generation: 2, status: waitingStatus('ImagePullBackOff') })],
    });
    expect(notices(objects)).toEqual([
      [
        'warn',
        'hello-00002 cannot pull its image; traffic is unaffected.',
        'The conditions do not show it yet: Knative waits for the progress deadline.',
      ],
    ]);
  });

  test('nothing of the progress deadline when the failing revision is not in its first start', () => {
    const ready = condition('Ready', 'Unknown', 'Deploying');
    const service = knativeService({ latest: 2, latestReady: 1, ready });
    const objects = serviceObjects(service, {
      kIngress: kIngress(service, { 'hello-00001': 100 }),
      revisions: [revision({ generation: 2, ready: condition('Ready', 'Unknown') })],
    });
    expect(notices(objects)).toEqual([['bad', 'hello-00001 does not exist: every request fails.', '']]);
  });

  test('that the routed traffic is unknown while the ingress waits and its previous split was not seen', () => {
    const service = knativeService({ ready: condition('Ready', 'Unknown', 'Uninitialized') });
    const waiting = { conditions: [condition('Ready', 'Unknown')], publicLoadBalancer: {} };
    const objects = serviceObjects(service, {
      kIngress: kIngress(service, { 'hello-00001': 100 }, { status: waiting }),
      revisions: [revision()],
    });
    expect([headOf(objects).summary.routed, notices(objects)]).toEqual([
      [],
      [
        [
          'warn',
          'What is routed now is not known: the ingress has not yet confirmed the desired traffic.',
          '',
        ],
      ],
    ]);
  });

  test('each failing revision with traffic, the worst first', () => {
    const service = knativeService({ latest: 2 });
    const objects = serviceObjects(service, {
      kIngress: kIngress(service, { 'hello-00001': 30, 'hello-00002': 70 }),
      revisions: [],
    });
    expect(notices(objects).map(([, text]) => text)).toEqual([
      'hello-00002 does not exist (and 1 more): every request fails.',
      'hello-00001 does not exist: 30\u202f% of requests fail.',
    ]);
  });

  test('nothing of a tagged candidate at 0 %, but a newer untagged revision that it is pinned behind', () => {
    expect(notices(pinnedTo({ latestRevision: true, percent: 0, tag: 'candidate' }))).toEqual([]);
    expect(notices(pinnedTo())).toEqual([
      [
        'warn',
        'Pinned behind hello-00002. New revisions get no traffic either: no target follows @latest.',
        '',
      ],
    ]);
  });
});

test.each<[string, TrafficTarget[] | undefined, string]>([
  [
    'none when no target does',
    [{ revisionName: 'hello-00001', percent: 100 }],
    'New revisions get no traffic either: no target follows @latest.',
  ],
  [
    'that one does at 0 %, with its tag, and which revision that is now',
    [
      { revisionName: 'hello-00001', percent: 100 },
      { latestRevision: true, percent: 0, tag: 'next' },
    ],
    'A target follows @latest (now hello-00002, tagged next) with 0\u202f%: new revisions get that.',
  ],
  [
    'that one does when its destination is omitted',
    [{ percent: 100 }],
    'A target follows @latest (now hello-00002) with 100\u202f%: new revisions get that.',
  ],
])('of @latest it says %s', (_, traffic, words) => {
  expect(latestWords(headOf(serviceObjects(knativeService({ latest: 2, traffic }))))).toBe(words);
});

it.each<[string, TrafficTarget[], boolean]>([
  ['follows @latest under a tag', [{ latestRevision: true, percent: 0, tag: 'candidate' }], true],
  ['is named by a target', [{ revisionName: 'hello-00002', percent: 0, tag: 'next' }], true],
  ['follows @latest without a tag', [{ latestRevision: true, percent: 0 }], false],
  ['is not in the list', [], false],
])('offers to send all to @latest only when no candidate was staged: it %s', (_, candidate, staged) => {
  const head = headOf(pinnedTo(...candidate));
  expect(isStaged(head.specTraffic, head.summary.latestReady)).toBe(staged);
  expect(noticesOf(head).map(({ action }) => action)).toEqual(staged ? [] : ['sendToLatest']);
});
