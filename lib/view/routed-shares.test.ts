import { describe, expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { projectRoutedShares, routedPercents } from '#lib/view/routed-shares.ts';
import { kIngress, knativeService, revision, route, serviceObjects } from '#tests/builders.ts';

const latest = (percent: number, revisionName: string, tag?: string): TrafficTarget => ({
  latestRevision: true,
  percent,
  revisionName,
  tag,
});

describe('routedPercents', () => {
  test('reads the split of the main host from the KIngress, not that of a tag or a header', () => {
    const service = knativeService({ statusTraffic: [latest(100, 'hello-00002')] });
    const ingress = kIngress(service, { 'hello-00001': 63, 'hello-00002': 37 }, { tags: ['canary'] });
    expect(routedPercents(serviceObjects(service, { kIngress: ingress }))).toEqual(
      new Map([
        ['hello-00001', 63],
        ['hello-00002', 37],
      ]),
    );
  });

  test('ignores paths of certificate challenges', () => {
    const service = knativeService();
    const ingress = kIngress(service, { 'hello-00001': 100 });
    const solver = { serviceName: 'cm-acme-http-solver-x', percent: 100 };
    for (const { http } of ingress.spec.rules ?? []) {
      http?.paths?.unshift({ path: '/.well-known/acme-challenge/x', splits: [solver] });
    }
    expect(routedPercents(serviceObjects(service, { kIngress: ingress }))).toEqual(
      new Map([['hello-00001', 100]]),
    );
  });

  test('reads a single split without a percent as 100', () => {
    const service = knativeService();
    const ingress = kIngress(service, {});
    ingress.spec.rules = [
      {
        hosts: ['hello.default.example.com'],
        http: { paths: [{ splits: [{ serviceName: 'hello-00001' }] }] },
      },
    ];
    expect(routedPercents(serviceObjects(service, { kIngress: ingress }))).toEqual(
      new Map([['hello-00001', 100]]),
    );
  });

  test.each<{
    what: string;
    spec: TrafficTarget[];
    status: TrafficTarget[];
    expected: Record<string, number>;
  }>([
    {
      what: 'sums targets of one revision',
      spec: [],
      status: [
        { revisionName: 'a', percent: 30, tag: 'x' },
        { revisionName: 'a', percent: 20 },
        { revisionName: 'b', percent: 50 },
      ],
      expected: { a: 50, b: 50 },
    },
    {
      what: 'sums the entries of an untagged rollout as they are',
      spec: [{ latestRevision: true, percent: 100 }],
      status: [latest(82, 'a'), latest(18, 'b')],
      expected: { a: 82, b: 18 },
    },
    {
      what: 'scales the entries of a tagged rollout, which sum to 100 for the tag, to the share of its target',
      spec: [
        { latestRevision: true, percent: 40, tag: 'next' },
        { revisionName: 'old', percent: 60 },
      ],
      status: [latest(75, 'a', 'next'), latest(25, 'b', 'next'), { revisionName: 'old', percent: 60 }],
      expected: { a: 30, b: 10, old: 60 },
    },
    {
      what: 'keeps a tagged latest target that is not rolling out',
      spec: [{ latestRevision: true, percent: 50, tag: 'next' }],
      status: [latest(10, 'a', 'next'), { revisionName: 'old', percent: 90 }],
      expected: { a: 10, old: 90 },
    },
  ])('without KIngress: $what', ({ spec, status, expected }) => {
    const service = knativeService({ traffic: spec, statusTraffic: status });
    expect(Object.fromEntries(routedPercents(serviceObjects(service)))).toEqual(expected);
  });

  test('prefers the Route over the copy in the Service', () => {
    const service = knativeService({ statusTraffic: [latest(100, 'old')] });
    const fresh = route(service);
    fresh.status = { ...fresh.status, traffic: [latest(100, 'new')] };
    expect([...routedPercents(serviceObjects(service, { route: fresh })).keys()]).toEqual(['new']);
  });
});

describe('projectRoutedShares', () => {
  test('shows revisions with traffic or a tag, newest first; one is the latest', () => {
    const service = knativeService({
      latest: 3,
      statusTraffic: [
        latest(60, 'hello-00002'),
        latest(40, 'hello-00003'),
        { revisionName: 'hello-00001', percent: 0, tag: 'stable' },
        { revisionName: 'hello-00002', percent: 0 },
      ],
    });
    const revisions = [1, 2, 3].map((generation) => revision({ generation }));
    const objects = serviceObjects(service, { revisions });
    expect(projectRoutedShares(objects, routedPercents(objects))).toEqual([
      { revisionName: 'hello-00003', percent: 40, tags: [], latest: true, colour: 3 },
      { revisionName: 'hello-00002', percent: 60, tags: [], latest: false, colour: 2 },
      { revisionName: 'hello-00001', percent: 0, tags: ['stable'], latest: false, colour: 1 },
    ]);
  });
});
