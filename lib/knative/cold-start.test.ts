import { expect, test } from 'vitest';
import { type RevisionFact, splitHints } from '#lib/knative/cold-start.ts';
import { newTarget } from '#lib/knative/traffic-target.ts';

const revisions: RevisionFact[] = [
  { name: 'warm', routedPercent: 100, readyPods: 3, ready: 'True' },
  { name: 'idle', routedPercent: 10, readyPods: 0, ready: 'True' },
  { name: 'cold', routedPercent: 0, readyPods: 0, ready: 'True' },
  { name: 'unknown', routedPercent: 0, readyPods: null, ready: 'True' },
  { name: 'broken', routedPercent: 0, readyPods: 0, ready: 'False' },
];

test.each([
  ['a revision that has pods', 'warm', 'warm', []],
  ['a revision that is routed and idle', 'idle', 'warm', []],
  ['a revision without pods', 'cold', 'warm', [{ type: 'coldStart', revisionName: 'cold', percent: 10 }]],
  ['a revision whose pods are unknown', 'unknown', 'warm', []],
  [
    'a revision that is not ready',
    'broken',
    'warm',
    [{ type: 'notReady', revisionName: 'broken', percent: 10 }],
  ],
  ['a revision that is not there', 'gone', 'warm', [{ type: 'missing', revisionName: 'gone', percent: 10 }]],
  [
    '@latest, by what it is now',
    '@latest',
    'cold',
    [{ type: 'coldStart', revisionName: 'cold', percent: 10 }],
  ],
  [
    '@latest while no revision is ready',
    '@latest',
    null,
    [{ type: 'noLatest', revisionName: '@latest', percent: 10 }],
  ],
])('splitHints looks at %s', (_, row, latestReady, hints) => {
  expect(splitHints([newTarget('warm', 90), newTarget(row, 10)], latestReady, revisions)).toEqual(hints);
});

test('splitHints does not call a tagged target at 0 % a cold start', () => {
  expect(splitHints([newTarget('warm', 100), newTarget('cold', 0, 'x')], 'warm', revisions)).toEqual([]);
});
