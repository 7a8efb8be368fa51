import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type HarmFacts,
  judgeHarm,
  type RevisionServing,
  type RouteServing,
  type ServingState,
} from '#lib/traffic/harm.ts';
import { harmEffect, harmSentence } from '#lib/traffic/harm-words.ts';

const READY: RouteServing = { accepted: true, ingress: 'ready', words: '', isSplitKnown: true };
const WORDS: Partial<Record<ServingState, string>> = {
  fails: 'crashes with exit code 1',
  missing: 'does not exist',
  starting: 'has no ready pod yet',
  unknown: 'has no pods, and nothing shows that requests will start one',
};

function judge(split: Record<string, [number, ServingState]>, route: Partial<RouteServing> = {}) {
  const facts: HarmFacts = {
    service: 'hello',
    shares: Object.entries(split).map(([name, [percent]]) => [name, percent] as const),
    servingOf: (revisionName): RevisionServing => {
      const state = split[revisionName]?.[1] ?? 'missing';
      return { revisionName, state, words: WORDS[state] ?? '', ofService: null };
    },
    route: { ...READY, ...route },
  };
  return judgeHarm(facts);
}

describe('a split', () => {
  test.each<{
    what: string;
    split: Record<string, [number, ServingState]>;
    route?: Partial<RouteServing>;
    level: string;
    failing?: number;
    doubtful?: number;
    sentence: string;
  }>([
    { what: 'is safe when a pod is ready', split: { a: [100, 'serves'] }, level: 'none', sentence: '' },
    {
      what: 'is safe when a revision is scaled to zero behind the activator',
      split: { a: [60, 'asleep'], b: [40, 'serves'] },
      level: 'none',
      sentence: '',
    },
    {
      what: 'fails by the percent of a deleted revision',
      split: { a: [90, 'missing'], b: [10, 'serves'] },
      level: 'hurting',
      failing: 90,
      sentence: 'a does not exist: 90\u202f% of requests fail',
    },
    {
      what: 'reports failures before what is unknown',
      split: { a: [70, 'starting'], b: [30, 'fails'] },
      level: 'hurting',
      failing: 30,
      doubtful: 70,
      sentence: 'b crashes with exit code 1: 30\u202f% of requests fail',
    },
    {
      what: 'names the worst and counts the others',
      split: { a: [10, 'missing'], b: [80, 'fails'], c: [10, 'missing'] },
      level: 'hurting',
      failing: 100,
      sentence: 'b crashes with exit code 1 (and 2 more): every request fails',
    },
    {
      what: 'is not known to be safe while its revision starts',
      split: { a: [100, 'starting'] },
      level: 'unknown',
      doubtful: 100,
      sentence: 'a has no ready pod yet: requests wait until it has started',
    },
    {
      what: 'is not known to be safe when there is no evidence',
      split: { a: [40, 'unknown'], b: [60, 'serves'] },
      level: 'unknown',
      doubtful: 40,
      sentence:
        'a has no pods, and nothing shows that requests will start one: whether 40\u202f% of requests are answered is not known',
    },
    {
      what: 'is not reported as waiting for a start when something else is unknown',
      split: { a: [60, 'starting'], b: [40, 'unknown'] },
      level: 'unknown',
      doubtful: 100,
      sentence: 'a has no ready pod yet (and 1 more): whether requests are answered is not known',
    },
    {
      what: 'is not reported as waiting for a start behind an ingress that is not ready',
      split: { a: [100, 'starting'] },
      route: { ingress: 'wasReady' },
      level: 'unknown',
      doubtful: 100,
      sentence: 'a has no ready pod yet (and 1 more): whether requests are answered is not known',
    },
    {
      what: 'waits for every revision that is starting',
      split: { a: [60, 'starting'], b: [40, 'starting'] },
      level: 'unknown',
      doubtful: 100,
      sentence: 'a has no ready pod yet (and 1 more): requests wait until they have started',
    },
    {
      what: 'does not count a target without a share',
      split: { a: [0, 'missing'], b: [100, 'serves'] },
      level: 'none',
      sentence: '',
    },
    {
      what: 'that the Route did not accept is judged by what is routed',
      split: { a: [100, 'serves'] },
      route: { accepted: false },
      level: 'none',
      sentence: '',
    },
    {
      what: 'behind an ingress that is no longer ready is not known to be served',
      split: { a: [100, 'serves'] },
      route: { ingress: 'wasReady', words: 'Waiting for load balancer to be ready' },
      level: 'unknown',
      doubtful: 100,
      sentence:
        'the ingress is not ready: Waiting for load balancer to be ready: whether requests are answered is not known',
    },
    {
      what: 'behind an ingress that has never been ready is not routed yet',
      split: { a: [100, 'serves'] },
      route: { ingress: 'never' },
      level: 'unknown',
      doubtful: 100,
      sentence: 'nothing is routed yet',
    },
    {
      what: 'that is unknown while the ingress waits is reported as unknown',
      split: {},
      route: { ingress: 'wasReady', words: 'Waiting for load balancer to be ready', isSplitKnown: false },
      level: 'unknown',
      doubtful: 100,
      sentence:
        'the ingress is not ready: Waiting for load balancer to be ready; what it routes until then is not known: whether requests are answered is not known',
    },
    {
      what: 'that is no longer routed because its Route is gone fails every request, and explains why',
      split: {},
      route: { accepted: false, ingress: 'absent', words: 'the Service has no Route' },
      level: 'hurting',
      failing: 100,
      sentence: 'the Service has no Route: nothing is routed',
    },
    {
      what: 'that has no Route yet is not routed yet',
      split: {},
      route: { accepted: null, ingress: 'absent' },
      level: 'unknown',
      doubtful: 100,
      sentence: 'nothing is routed yet',
    },
    {
      what: 'that is empty because the Route failed fails every request',
      split: {},
      route: { accepted: false },
      level: 'hurting',
      failing: 100,
      sentence: 'nothing is routed',
    },
    {
      what: 'that does not sum to 100 is unknown for the rest',
      split: { a: [60, 'serves'] },
      level: 'unknown',
      doubtful: 40,
      sentence:
        'the Route does not say where all requests go: whether 40\u202f% of requests are answered is not known',
    },
  ])('$what', ({ split, route, level, failing = 0, doubtful = 0, sentence }) => {
    const harm = judge(split, route);
    expect({ ...harm, causes: undefined, sentence: harmSentence(harm) }).toEqual({
      level,
      failing,
      doubtful,
      causes: undefined,
      sentence,
    });
  });
});

test('an effect on its own names what requests wait for: the sentence before it is about another revision', () => {
  expect(harmEffect(judge({ a: [40, 'starting'], b: [60, 'serves'] }))).toBe(
    '40\u202f% of requests wait until a has started',
  );
});

const state = fc.constantFrom<ServingState>('serves', 'asleep', 'starting', 'fails', 'missing', 'unknown');
const route = fc.record<RouteServing>({
  accepted: fc.constantFrom(true, false, null),
  ingress: fc.constantFrom<RouteServing['ingress']>('ready', 'wasReady', 'never', 'absent', 'unknown'),
  words: fc.constantFrom('', 'Waiting'),
  isSplitKnown: fc.boolean(),
});
const split = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.tuple(fc.integer({ min: 0, max: 100 }), state),
);

test('traffic is called unaffected exactly when every percent goes to a revision that answers, through a ready ingress', () => {
  fc.assert(
    fc.property(split, route, (given, way) => {
      const harm = judge(given, way);
      const shares = Object.values(given).filter(([percent]) => percent > 0);
      const total = shares.reduce((sum, [percent]) => sum + percent, 0);
      const proven =
        way.ingress === 'ready' &&
        total >= 100 &&
        shares.every(([, it]) => it === 'serves' || it === 'asleep');
      expect(harm.level === 'none').toBe(proven);
      expect(harmEffect(harm) === 'traffic is unaffected').toBe(proven);
      expect(harm.causes.length === 0).toBe(proven);
      const fails = shares.some(([, it]) => it === 'missing' || it === 'fails');
      const reaches = way.ingress !== 'never' && way.ingress !== 'absent';
      expect(fails && reaches && harm.level !== 'hurting').toBe(false);
      expect(harm.failing + harm.doubtful).toBeLessThanOrEqual(100);
    }),
  );
});
