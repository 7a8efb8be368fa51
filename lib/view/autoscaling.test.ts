import { expect, test } from 'vitest';
import { scalingFacts, scalingOf } from '#lib/view/autoscaling.ts';

const HPA = 'hpa.autoscaling.knative.dev';

test.each([
  ['concurrency by the default class', { target: '80' }, [['Concurrency target', '80']]],
  [
    'requests a second',
    { metric: 'rps', target: '150' },
    [
      ['Scaled by', 'rps (KPA)'],
      ['Requests target', '150 requests a second'],
    ],
  ],
  [
    'CPU by an HPA, the default there',
    { class: HPA, target: '80' },
    [
      ['Scaled by', 'cpu (HPA)'],
      ['CPU target', '80\u202f% of the CPU requested'],
    ],
  ],
  [
    'memory by an HPA',
    { class: HPA, metric: 'memory', target: '200' },
    [
      ['Scaled by', 'memory (HPA)'],
      ['Memory target', '200 MiB'],
    ],
  ],
  [
    'a custom metric',
    { class: HPA, metric: 'queue_depth', target: '7' },
    [
      ['Scaled by', 'queue_depth (HPA)'],
      ['Target of queue_depth', '7'],
    ],
  ],
  ['no settings of its own', {}, []],
  ['a target that is not a number', { target: 'much' }, []],
  ['another class', { class: 'keda.example.com' }, [['Scaled by', 'concurrency (keda.example.com)']]],
])('scaled by %s', (_, annotations: Record<string, string>, facts) => {
  const said = scalingFacts(scalingOf((name) => annotations[name]));
  expect(said.filter(([, value]) => value !== null)).toEqual(facts);
});
