import * as fc from 'fast-check';
import { mapOf, mostly, pick } from './arbitrary.ts';

const duration = fc.oneof(
  pick(
    '10s',
    '0',
    '',
    '5x',
    '1500ms',
    '-5s',
    '1h',
    '1.5h',
    '5s',
    '1h1s',
    '1m30s',
    '6s',
    '.5s',
    '1.s',
    '-0',
    '+5s',
    '1',
  ),
  pick(
    'h',
    '59m59.5s',
    '2h',
    '1ns',
    '1us',
    '1µs',
    '3600s',
    '3601s',
    '0s',
    '-0s',
    '1h0m0.000000001s',
    '9999999999h',
  ),
  fc
    .tuple(fc.integer({ min: -10, max: 4000 }), pick('s', 'ms', 'm', 'h'))
    .map(([amount, unit]) => `${amount}${unit}`),
);
const number = fc.oneof(
  pick(
    '1',
    '0',
    '2',
    '-1',
    'many',
    '',
    '3000000000',
    '1.5',
    '100',
    '101',
    '0.005',
    '0.01',
    '-1.5',
    '1000',
    '110',
    '109',
  ),
  pick(
    '+3',
    '1e2',
    ' 1',
    '007',
    '0x10',
    '1_000',
    'NaN',
    'Inf',
    '-inf',
    '1e400',
    '2147483647',
    '2147483648',
    '.5',
    '5.',
    '-0',
  ),
  fc.integer({ min: -3, max: 1200 }).map(String),
  fc.double({ min: -2, max: 200, noNaN: true }).map(String),
);
const quantity = pick(
  '100m',
  '1Gi',
  '5',
  '200',
  'abc',
  '',
  '1.5',
  '-1',
  '1e3',
  '1E',
  '1Ki',
  '1k',
  '.5',
  '1.',
  '0.1',
  '0.05',
  '1 Gi',
  '+2',
);
const word = pick(
  'kpa.autoscaling.knative.dev',
  'hpa.autoscaling.knative.dev',
  'x.knative.dev',
  'other',
  'concurrency',
  'rps',
  'cpu',
  '',
  'linear',
  'weighted-exponential',
  'weightedExponential',
);

const both = (name: string) => [
  `autoscaling.knative.dev/${name}`,
  `autoscaling.knative.dev/${name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
];
const NUMBERS = [
  'min-scale',
  'max-scale',
  'initial-scale',
  'activation-scale',
  'target',
  'target-utilization-percentage',
  'panic-window-percentage',
  'panic-threshold-percentage',
  'target-burst-capacity',
].flatMap(both);
const DURATIONS = [
  ...['window', 'scale-down-delay', 'scale-to-zero-pod-retention-period'].flatMap(both),
  'serving.knative.dev/progress-deadline',
  'serving.knative.dev/progressDeadline',
];
const WORDS = [
  ...['class', 'metric', 'metric-aggregation-algorithm'].flatMap(both),
  'networking.knative.dev/ingress.class',
  'networking.knative.dev/ingress-class',
  'networking.knative.dev/http-protocol',
  'networking.knative.dev/foo',
  'foo/bar',
];
const QUANTITIES = [
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [
    `${name}-resource-request`,
    `${name}-resource-limit`,
  ]),
  'resource-percentage',
  'resourcePercentage',
].map((name) => `queue.sidecar.serving.knative.dev/${name}`);

/** Annotations for a Revision template or a Revision. */
export const templateAnnotations = mostly(
  fc.constant({}),
  fc
    .tuple(
      mapOf(NUMBERS, number, 3),
      mapOf(DURATIONS, duration, 2),
      mapOf(WORDS, word, 2),
      mapOf(QUANTITIES, quantity, 2),
    )
    .map((maps): Record<string, string> => Object.assign({}, ...maps)),
);

/** Annotations for a Service, Route or Configuration. */
export const objectAnnotations = mostly(
  fc.constant({}),
  mapOf(
    [
      'serving.knative.dev/rollout-duration',
      'serving.knative.dev/rolloutDuration',
      'autoscaling.knative.dev/min-scale',
      'serving.knative.dev/creator',
      'serving.knative.dev/lastModifier',
      'networking.knative.dev/foo',
      'note',
    ],
    duration,
    2,
  ),
);
