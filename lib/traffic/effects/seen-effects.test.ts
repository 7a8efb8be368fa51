import { describe, expect, test } from 'vitest';
import { effectsSeen, revisionFacts, tagUrls } from '#lib/traffic/effects/seen-effects.ts';
import { newTarget } from '#lib/traffic/target.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

type Serving = RevisionView['serving'];

const revision = (name: string, state: Serving['state'], words = '', routedPercent = 0): RevisionView =>
  ({
    name,
    routedPercent,
    ready: 'True',
    serving: { revisionName: name, state, words, ofService: null },
  }) as Partial<RevisionView> as RevisionView;
const pod = (revisionName: string, phase: PodView['phase']): PodView =>
  ({ revisionName, phase }) as Partial<PodView> as PodView;

describe('revisionFacts', () => {
  test('counts the ready pods of a revision', () => {
    const pods = [pod('a', 'ready'), pod('a', 'ready'), pod('a', 'starting'), pod('b', 'ready')];
    const facts = revisionFacts([revision('a', 'serves', '', 60), revision('b', 'serves')], pods);
    expect(facts.map(({ name, readyPods, routedPercent }) => [name, readyPods, routedPercent])).toEqual([
      ['a', 2, 60],
      ['b', 1, 0],
    ]);
  });

  test.each<[string, Serving['state'], number | null]>([
    ['a serving revision has a ready pod, even if pods cannot be read', 'serves', 1],
    ['an idle revision has none', 'asleep', 0],
    ['the pods of an unknown revision are unknown too', 'unknown', null],
  ])('%s', (_, state, readyPods) => {
    expect(revisionFacts([revision('a', state)], [])[0]?.readyPods).toBe(readyPods);
  });

  test('explains why a revision fails, that one is starting, and what is unknown', () => {
    const facts = revisionFacts(
      [
        revision('a', 'fails', 'crashes with exit code 1'),
        revision('b', 'starting'),
        revision('c', 'unknown', 'has no pods, and nothing shows that requests will start one'),
        revision('d', 'unknown', 'has pods that cannot be seen'),
      ],
      [],
    );
    expect(facts.map(({ failing, starting, doubt }) => [failing, starting, doubt])).toEqual([
      ['crashes with exit code 1', false, undefined],
      [null, true, undefined],
      [null, false, 'has no pods, and nothing shows that requests will start one'],
      // Pods that cannot be seen are reported as unknown pods, not as a doubt.
      [null, false, undefined],
    ]);
  });
});

describe('effectsSeen', () => {
  const head = (more: Partial<ServiceHead> = {}): ServiceHead =>
    ({
      summary: { name: 'hello', latestReady: 'a', rollout: null } as ServiceHead['summary'],
      trafficOwner: null,
      routed: [],
      strangers: {},
      ...more,
    }) as Partial<ServiceHead> as ServiceHead;
  const revisions = [revision('a', 'serves', '', 100)];
  const pods = [pod('a', 'ready')];
  const before = [newTarget('a', 100)];
  const typesOf = (
    after: ReturnType<typeof newTarget>[],
    more: Partial<ServiceHead> = {},
    foreseen: Parameters<typeof effectsSeen>[2]['foreseen'] = null,
  ) => effectsSeen(before, after, { head: head(more), revisions, pods, foreseen }).map(({ type }) => type);

  test('are none when the traffic does not change', () => {
    expect(typesOf(before)).toEqual([]);
  });

  test('name a missing revision and one that belongs to another Service', () => {
    const after = [newTarget('a', 50), newTarget('z', 50)];
    expect(typesOf(after)).toContain('missing');
    const stranger = { revisionName: 'z', state: 'serves' as const, words: '', ofService: 'other' };
    expect(typesOf(after, { strangers: { z: stranger } })).toContain('foreign');
    const gone = { ...stranger, state: 'missing' as const };
    expect(typesOf(after, { strangers: { z: gone } })).toContain('missing');
  });

  test('take the revision’s owner from the dry run', () => {
    const after = [newTarget('a', 50), newTarget('z', 50)];
    const foreseen = (exists: boolean) => ({
      tags: [],
      revisions: [{ name: 'z', service: 'other', exists }],
    });
    expect(typesOf(after, {}, foreseen(true))).toContain('foreign');
    expect(typesOf(after, {}, foreseen(false))).toContain('missing');
  });

  test('take the tags that are in use from the dry run', () => {
    const after = [{ ...newTarget('a', 100), tag: 'beta' }];
    expect(typesOf(after)).toEqual([]);
    const taken = { tags: [{ tag: 'beta', takenBy: 'the Route beta-hello' }], revisions: [] };
    expect(typesOf(after, {}, taken)).toContain('tag');
  });

  test('name another writer, unless it declares that it does not manage the traffic', () => {
    const owner: ServiceHead['trafficOwner'] = {
      tool: 'Argo CD',
      object: null,
      manager: 'argocd',
      stated: 'yes',
      reverts: 'atOnce',
    };
    const after = [{ ...newTarget('a', 100), tag: 'beta' }];
    expect(typesOf(after, { trafficOwner: owner })).toContain('otherWriter');
    expect(typesOf(after, { trafficOwner: { ...owner, stated: 'no' } })).not.toContain('otherWriter');
  });
});

test('tagUrls holds the addresses of the tags that have one', () => {
  const target = (tag: string | null, url: string | null) => ({ tag, url }) as ServiceHead['routed'][number];
  const routed = [
    target('beta', 'https://beta-hello.example'),
    target('next', null),
    target(null, 'https://x'),
  ];
  expect([...tagUrls({ routed } as ServiceHead)]).toEqual([['beta', 'https://beta-hello.example']]);
});
