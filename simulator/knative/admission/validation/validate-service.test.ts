import { describe, expect, test } from 'vitest';
import { renderFieldErrors } from '#simulator/knative/admission/validation/field-error.ts';
import { validateService } from '#simulator/knative/admission/validation/validate-service.ts';
import { type ServiceParts, service } from '#simulator/testing/busybox-service.ts';

const autoscaling = (name: string, value: string): ServiceParts => ({
  template: { annotations: { [`autoscaling.knative.dev/${name}`]: value } },
});
const at = (name: string) => `spec.template.metadata.annotations.autoscaling.knative.dev/${name}`;
const inContainer = (message: string, field: string) =>
  `${message}: spec.template.spec.containers[0].${field}`;

const DNS_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const refused: [name: string, parts: ServiceParts, text: string][] = [
  [
    'a sum below 100',
    { traffic: [{ revisionName: 'a', percent: 90 }] },
    'Traffic targets sum to 90, want 100: spec.traffic',
  ],
  [
    'a percent out of bounds',
    { traffic: [{ revisionName: 'a', percent: -5 }, { percent: 105 }] },
    'expected 0 <= -5 <= 100: spec.traffic[0].percent\nexpected 0 <= 105 <= 100: spec.traffic[1].percent',
  ],
  [
    'a duplicate tag',
    {
      traffic: [
        { percent: 100, tag: 'foo' },
        { revisionName: 'a', tag: 'foo' },
      ],
    },
    'Multiple definitions for "foo": spec.traffic[0].tag, spec.traffic[1].tag',
  ],
  [
    'a bad tag, at its odd path',
    { traffic: [{ percent: 100, tag: 'foo@' }] },
    `invalid value: not a DNS 1035 label: [${DNS_1035}]: spec.traffic.tag[0]`,
  ],
  [
    'a tag that is too long',
    { traffic: [{ percent: 100, tag: 'a'.repeat(64) }] },
    'invalid value: not a DNS 1035 label: [must be no more than 63 characters]: spec.traffic.tag[0]',
  ],
  [
    'a pin that follows',
    { traffic: [{ revisionName: 'bar', latestRevision: true, percent: 100 }] },
    'may not set revisionName "bar" when latestRevision is true: spec.traffic[0].latestRevision',
  ],
  [
    'neither pin nor latest',
    { traffic: [{ latestRevision: false, percent: 100 }] },
    'may not set revisionName "" when latestRevision is false: spec.traffic[0].latestRevision',
  ],
  [
    'a Configuration inside a Service',
    { traffic: [{ configurationName: 'c', percent: 100 }] },
    'must not set the field(s): spec.traffic[0].configurationName',
  ],
  [
    'a URL',
    { traffic: [{ percent: 100, url: 'http://x' }] },
    'must not set the field(s): spec.traffic[0].url',
  ],
  [
    'a bad revision name',
    { traffic: [{ revisionName: 'x y', percent: 100 }] },
    "invalid key name \"x y\": spec.traffic[0].revisionName\nname part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  ],
  [
    'several things, sorted by message',
    {
      traffic: [
        { percent: 101, tag: 'x' },
        { revisionName: 'a', percent: 0, tag: 'x' },
      ],
    },
    'Multiple definitions for "x": spec.traffic[0].tag, spec.traffic[1].tag\nTraffic targets sum to 101, want 100: spec.traffic\nexpected 0 <= 101 <= 100: spec.traffic[0].percent',
  ],
  [
    'autoscaling on the Service',
    { annotations: { 'autoscaling.knative.dev/min-scale': '1' } },
    'invalid key name "autoscaling.knative.dev/min-scale": metadata.annotations\nautoscaling annotations must be put under "spec.template.metadata.annotations" to work',
  ],
  [
    'an invalid rollout duration',
    { annotations: { 'serving.knative.dev/rollout-duration': '5x' } },
    'invalid value: 5x: metadata.annotations.serving.knative.dev/rollout-duration',
  ],
  [
    'a rollout duration below a second',
    { annotations: { 'serving.knative.dev/rollout-duration': '1500ms' } },
    'rollout-duration=1500ms is not at second precision: metadata.annotations.serving.knative.dev/rollout-duration',
  ],
  [
    'a negative rollout duration',
    { annotations: { 'serving.knative.dev/rolloutDuration': '-5s' } },
    'rollout-duration=-5s must be positive: metadata.annotations.serving.knative.dev/rolloutDuration',
  ],
  [
    'a name without the prefix',
    { template: { name: 'foo' } },
    'invalid value: "foo" must have prefix "svc-": spec.template.metadata.name',
  ],
  [
    'max below min',
    {
      template: {
        annotations: { 'autoscaling.knative.dev/max-scale': '1', 'autoscaling.knative.dev/minScale': '2' },
      },
    },
    `max-scale=1 is less than min-scale=2: ${at('max-scale')}, ${at('min-scale')}`,
  ],
  ['a negative scale', autoscaling('min-scale', '-1'), `expected 0 <= -1 <= 2147483647: ${at('min-scale')}`],
  [
    'a scale that is not a number',
    autoscaling('max-scale', 'many'),
    `invalid value: many: ${at('max-scale')}`,
  ],
  ['a target of zero', autoscaling('target', '0'), `target 0 should be at least 0.01: ${at('target')}`],
  [
    'a utilization above 100',
    autoscaling('target-utilization-percentage', '101'),
    `expected 1 <= 101 <= 100: ${at('target-utilization-percentage')}`,
  ],
  ['a window that is too short', autoscaling('window', '5s'), `expected 6s <= 5s <= 1h0m0s: ${at('window')}`],
  ['an unknown metric', autoscaling('metric', 'cpu'), `invalid value: cpu: ${at('metric')}`],
  [
    'an unknown class of Knative',
    autoscaling('class', 'x.knative.dev'),
    `invalid value: x.knative.dev: ${at('class')}`,
  ],
  [
    'an initial scale of 0',
    autoscaling('initial-scale', '0'),
    `invalid value: 0: ${at('initial-scale')}=0 not allowed by cluster`,
  ],
  [
    'too much concurrency',
    { spec: { containerConcurrency: 1001 } },
    'expected 0 <= 1001 <= 1000: spec.template.spec.containerConcurrency',
  ],
  [
    'too long a timeout',
    { spec: { timeoutSeconds: 601 } },
    'expected 0 <= 601 <= 600: spec.template.spec.timeoutSeconds',
  ],
  ['no containers', { spec: { containers: [] } }, 'missing field(s): spec.template.spec.containers'],
  ['no image', { container: { image: '' } }, inContainer('missing field(s)', 'image')],
  [
    'an image that does not parse',
    { container: { image: 'foo:bar:baz' } },
    `${inContainer('Failed to parse image reference', 'image')}\nimage: "foo:bar:baz", error: could not parse reference: foo:bar:baz`,
  ],
  [
    'a field of pods that Knative keeps for itself',
    { spec: { nodeName: 'n', restartPolicy: 'Always' } },
    'must not set the field(s): spec.template.spec.nodeName, spec.template.spec.restartPolicy',
  ],
  [
    'a lifecycle hook',
    { container: { lifecycle: {} } },
    inContainer('must not set the field(s)', 'lifecycle'),
  ],
  [
    'a reserved variable',
    { container: { env: [{ name: 'A' }, { name: 'PORT' }] } },
    inContainer('"PORT" is a reserved environment variable', 'env[1].name'),
  ],
  [
    'a reserved port',
    { container: { ports: [{ containerPort: 8012 }] } },
    `${inContainer('invalid value: 8012 is a reserved port', 'ports.containerPort')}\n8012 is a reserved port, please use a different value`,
  ],
  [
    'two ports',
    { container: { ports: [{ containerPort: 80 }, { containerPort: 81 }] } },
    'more than one container port is set: spec.template.spec.containers[*].ports\nOnly a single port is allowed across all containers',
  ],
  [
    'a missing volume',
    { container: { volumeMounts: [{ name: 'v', mountPath: '/v' }] } },
    inContainer('volumeMount has no matching volume', 'volumeMounts[0].name'),
  ],
  [
    'a name with too many slashes',
    { traffic: [{ revisionName: 'a/b/c', percent: 100 }] },
    "invalid key name \"a/b/c\": spec.traffic[0].revisionName\na valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
  ],
  [
    'a probe of a sidecar, naming the probe for its handler',
    {
      spec: {
        containers: [
          { image: 'main', ports: [{ containerPort: 80 }] },
          { image: 'side', readinessProbe: { exec: { command: ['a'] }, periodSeconds: 5 } },
        ],
      },
    },
    'must not set the field(s): spec.template.spec.containers[1].readinessProbe, spec.template.spec.containers[1].readinessProbe.failureThreshold, spec.template.spec.containers[1].readinessProbe.periodSeconds, spec.template.spec.containers[1].readinessProbe.successThreshold, spec.template.spec.containers[1].readinessProbe.timeoutSeconds',
  ],
  [
    'containers of one name, with the odd paths of what came before',
    {
      spec: {
        containers: [
          { name: 'c', image: 'main', ports: [{ containerPort: 8012 }] },
          { name: 'c', image: 'side' },
        ],
      },
    },
    'duplicate container name "c": spec.template.spec.containers[1].name\ninvalid value: 8012 is a reserved port: spec.template.spec.containers[1].containers[0].ports.containerPort\n8012 is a reserved port, please use a different value',
  ],
];

describe('validateService', () => {
  test.each(refused)('refuses %s', (_, parts, text) => {
    expect(renderFieldErrors(validateService(service(parts)))).toBe(text);
  });

  test.each<[string, ServiceParts]>([
    ['the smallest Service', {}],
    [
      'a split with tags',
      {
        traffic: [
          { percent: 20, tag: 'current' },
          { revisionName: 'svc-00001', percent: 80, tag: 'old' },
          { revisionName: 'svc-00002' },
        ],
      },
    ],
    [
      'two untagged targets of one revision',
      {
        traffic: [
          { revisionName: 'a', percent: 50 },
          { revisionName: 'a', percent: 50 },
        ],
      },
    ],
    [
      'a registry with a port and a digest',
      { container: { image: `localhost:5000/a/b:v1@sha256:${'0'.repeat(64)}` } },
    ],
    [
      'annotations in bounds',
      {
        template: {
          name: 'svc-v2',
          annotations: { 'autoscaling.knative.dev/window': '1h', 'autoscaling.knative.dev/min-scale': '1' },
        },
      },
    ],
    ['unknown annotations', { annotations: { 'serving.knative.dev/new': 'x' } }],
  ])('accepts %s', (_, parts) => {
    expect(validateService(service(parts))).toEqual([]);
  });
});
