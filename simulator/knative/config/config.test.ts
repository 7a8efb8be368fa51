import { describe, expect, test } from 'vitest';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { formatGoDuration } from '#simulator/knative/config/go-duration-text.ts';
import { type ConfigName, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';
import { ADMIN, ControllerTest, serviceManifest } from '#simulator/testing/controller-test.ts';

function configure(cluster: ControllerTest, name: ConfigName, data: ConfigData): StoredObject {
  const found = cluster.get(KUBERNETES.configMap, name, SYSTEM_NAMESPACE);
  const next = { ...found, data: { ...(found['data'] as ConfigData), ...data } };
  return cluster.store.update(KUBERNETES.configMap, next, ADMIN);
}

const urlOf = (cluster: ControllerTest, name: string): unknown =>
  (cluster.get(KNATIVE.service, name)['status'] as { url?: string }).url;

// Each message is what the constructors of knative/serving v0.50 and knative.dev/networking returned for the same data.
describe('the configuration webhook refuses', () => {
  test.each<[ConfigName, ConfigData, string]>([
    [
      'config-gc',
      { 'min-non-active-revisions': '-1' },
      'min-non-active-revisions must be non-negative, was: -1',
    ],
    [
      'config-gc',
      { 'min-non-active-revisions': 'x' },
      'failed to parse data: failed to parse "min-non-active-revisions": strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      'config-gc',
      { 'min-non-active-revisions': '5', 'max-non-active-revisions': '2' },
      'min-non-active-revisions(5) must be <= max-non-active-revisions(2)',
    ],
    [
      'config-gc',
      { 'max-non-active-revisions': '-1' },
      'failed to parse max-non-active-revisions: strconv.ParseUint: parsing "-1": invalid syntax',
    ],
    [
      'config-gc',
      { 'retain-since-create-time': '10' },
      'failed to parse retain-since-create-time: time: missing unit in duration "10"',
    ],
    [
      'config-gc',
      { 'retain-since-create-time': '1d' },
      'failed to parse retain-since-create-time: time: unknown unit "d" in duration "1d"',
    ],
    [
      'config-gc',
      { 'retain-since-last-active-time': '-5s' },
      'failed to parse retain-since-last-active-time: must be non-negative',
    ],
    [
      'config-network',
      { 'domain-template': '{{.Foo}}' },
      'template: domain-template:1:2: executing "domain-template" at <.Foo>: can\'t evaluate field Foo in type config.DomainTemplateValues',
    ],
    [
      'config-network',
      { 'domain-template': '{{.Name}}/{{.Namespace}}' },
      'domain template has url path: /bar',
    ],
    ['config-network', { 'tag-template': '{{.Tag' }, 'template: tag-template:1: unclosed action'],
    [
      'config-network',
      { 'http-protocol': 'off' },
      'httpProtocol off in config-network ConfigMap is not supported',
    ],
    [
      'config-network',
      { 'autocreate-cluster-domain-claims': 'yes' },
      'failed to parse "autocreate-cluster-domain-claims": strconv.ParseBool: parsing "yes": invalid syntax',
    ],
    ['config-autoscaler', { 'stable-window': '2h' }, 'stable-window = 2h0m0s, must be in [6s; 1h0m0s] range'],
    [
      'config-autoscaler',
      { 'target-burst-capacity': '-0.5' },
      'target-burst-capacity must be either non-negative or -1 (for unlimited), was: -0.500000',
    ],
    [
      'config-deployment',
      { 'progress-deadline': '1500ms' },
      'progress-deadline must be rounded to a whole second, was: 1.5s',
    ],
    [
      'config-defaults',
      { 'revision-timeout-seconds': '601' },
      'revision-timeout-seconds (601) cannot be greater than max-revision-timeout-seconds (600)',
    ],
    [
      'config-defaults',
      { 'container-concurrency': '1001' },
      'expected 0 <= 1001 <= 1000: container-concurrency',
    ],
    [
      'config-domain',
      { 'example.org': 'selector: x' },
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field domainInternalConfig.selector of type map[string]string',
    ],
  ])('%s with %j', (name, data, message) => {
    const cluster = new ControllerTest();
    expect(() => configure(cluster, name, data)).toThrow(
      expect.objectContaining({
        code: 400,
        reason: 'BadRequest',
        message: `admission webhook "config.webhook.serving.knative.dev" denied the request: validation failed: ${message}`,
      }),
    );
  });

  test('a changed example, and nothing in ConfigMaps without its label', () => {
    const cluster = new ControllerTest();
    const found = cluster.get(KUBERNETES.configMap, 'config-gc', SYSTEM_NAMESPACE);
    const annotations = { 'knative.dev/example-checksum': 'aa3813a8' };
    const marked = { ...found, metadata: { ...found.metadata, annotations } };
    expect(() =>
      cluster.store.update(KUBERNETES.configMap, { ...marked, data: { _example: 'x' } }, ADMIN),
    ).toThrow(/the update modifies a key in "_example" which is probably not what you want/);
    const other = { metadata: { name: 'config-gc', namespace: 'default' }, data: { bad: 'x' } };
    const bad = { ...other, data: { 'min-non-active-revisions': 'x' } };
    expect(cluster.store.create(KUBERNETES.configMap, bad, ADMIN)['data']).toEqual(bad.data);
  });
});

describe('the controllers follow', () => {
  test('config-domain and the templates of config-network immediately, for existing Services', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { traffic: [{ latestRevision: true, percent: 100, tag: 'green' }] });
    cluster.apply('aid', { labels: { app: 'nonprofit' } });
    cluster.advance(5);
    expect(urlOf(cluster, 'hello')).toBe('http://hello.default.example.com');
    configure(cluster, 'config-domain', { 'example.org': 'selector:\n  app: nonprofit' });
    configure(cluster, 'config-network', {
      'domain-template': '{{.Name}}-{{.Namespace}}.{{.Domain}}',
      'tag-template': '{{.Name}}-{{.Tag}}',
    });
    cluster.advance(5);
    expect(urlOf(cluster, 'hello')).toBe('http://hello-default.example.com');
    expect(urlOf(cluster, 'aid')).toBe('http://aid-default.example.org');
    expect(cluster.get(KNATIVE.route, 'hello')['status']).toMatchObject({
      traffic: [{ tag: 'green', url: 'http://hello-green-default.example.com' }],
    });
    expect(cluster.store.get(KUBERNETES.service, 'default', 'green-hello')).toBeUndefined();
    expect(cluster.get(KUBERNETES.service, 'hello-green').kind).toBe('Service');
    expect(cluster.errors).toEqual([]);
  });

  test('a domain of the cluster itself, which keeps Routes inside it', () => {
    const cluster = new ControllerTest(
      {},
      { 'config-domain': { 'svc.cluster.local': 'selector:\n  app: secret' } },
    );
    cluster.apply('hello', { labels: { app: 'secret' } });
    cluster.advance(5);
    expect(urlOf(cluster, 'hello')).toBe('http://hello.default.svc.cluster.local');
  });

  test('what config-defaults fills in and allows', () => {
    const cluster = new ControllerTest();
    configure(cluster, 'config-defaults', {
      'revision-timeout-seconds': '120',
      'revision-response-start-timeout-seconds': '20',
      'container-concurrency': '7',
      'container-concurrency-max-limit': '50',
      'revision-cpu-request': '400m',
    });
    cluster.apply('hello');
    expect(cluster.get(KNATIVE.service, 'hello')['spec']).toMatchObject({
      template: {
        spec: {
          timeoutSeconds: 120,
          responseStartTimeoutSeconds: 20,
          containerConcurrency: 7,
          containers: [{ resources: { requests: { cpu: '400m' } } }],
        },
      },
    });
    configure(cluster, 'config-defaults', {
      'container-concurrency-max-limit': '6',
      'container-concurrency': '6',
    });
    expect(() => cluster.apply('hello', { env: 'Again' })).toThrow(
      /validation failed: expected 0 <= 7 <= 6: spec\.template\.spec\.containerConcurrency$/,
    );
  });

  test('the features that config-features allows in a pod', () => {
    const cluster = new ControllerTest();
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'disk' } }];
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    const service = serviceManifest('hello');
    const { template } = service['spec'] as { template: { spec: { containers: object[] } } };
    const containers = template.spec.containers.map((container) => ({ ...container, volumeMounts }));
    const nodeSelector = { disk: 'ssd' };
    template.spec = { ...template.spec, containers, volumes, nodeSelector } as typeof template.spec;
    const refused =
      'Persistent volume claim support is disabled, but found persistent volume claim disk: \n' +
      'Persistent volume write support is disabled, but found persistent volume claim disk that is not read-only: \n' +
      'must not set the field(s): spec.template.spec.nodeSelector, spec.template.spec.volumes[0].persistentVolumeClaim';
    expect(() => cluster.store.create(KNATIVE.service, service, ADMIN)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(refused) }),
    );
    configure(cluster, 'config-features', {
      'kubernetes.podspec-persistent-volume-claim': 'Enabled',
      'kubernetes.podspec-persistent-volume-write': 'enabled',
      'kubernetes.podspec-nodeselector': 'allowed',
    });
    expect(cluster.store.create(KNATIVE.service, service, ADMIN)['spec']).toMatchObject({
      template: { spec: { volumes, nodeSelector, containers: [{ volumeMounts }] } },
    });
  });

  test('the deadline of config-deployment, in existing Deployments', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    configure(cluster, 'config-deployment', { 'progress-deadline': '45s' });
    cluster.advance(5);
    expect(cluster.get(KUBERNETES.deployment, 'hello-00001-deployment')['spec']).toMatchObject({
      progressDeadlineSeconds: 45,
    });
  });

  test('the bounds of config-autoscaler, and whether it scales to zero', () => {
    const cluster = new ControllerTest({}, { 'config-autoscaler': { 'enable-scale-to-zero': 'false' } });
    cluster.apply('hello', { annotations: { 'simulator.sluice.dev/load': '0' } });
    cluster.advance(200);
    expect(cluster.pods('hello-00001')).toHaveLength(1);
    configure(cluster, 'config-autoscaler', { 'min-scale': '3', 'target-burst-capacity': '0' });
    cluster.advance(10);
    expect(cluster.pods('hello-00001')).toHaveLength(3);
    expect(cluster.get(KNATIVE.serverlessService, 'hello-00001')['spec']).toMatchObject({
      mode: 'Serve',
      numActivators: 2,
    });
    configure(cluster, 'config-autoscaler', { 'min-scale': '0', 'enable-scale-to-zero': 'true' });
    cluster.advance(200);
    expect(cluster.pods('hello-00001')).toEqual([]);
  });

  test('the last valid configuration when an invalid one was stored', () => {
    const cluster = new ControllerTest({}, { 'config-domain': { 'example.net': '' } });
    const found = cluster.get(KUBERNETES.configMap, 'config-network', SYSTEM_NAMESPACE);
    const unlabelled = cluster.store.update(
      KUBERNETES.configMap,
      { ...found, metadata: { ...found.metadata, labels: {} }, data: { 'domain-template': 'x.{{.Domain}}' } },
      ADMIN,
    );
    cluster.apply('hello');
    cluster.advance(5);
    expect(urlOf(cluster, 'hello')).toBe('http://x.example.com');
    const bad = { ...unlabelled, data: { 'domain-template': '{{.Foo}}' } };
    cluster.store.update(KUBERNETES.configMap, bad, ADMIN);
    cluster.apply('other');
    cluster.advance(5);
    expect(urlOf(cluster, 'other')).toBe('http://x.example.com');
    expect(cluster.errors).toEqual([]);
  });
});

test.each([
  [0, '0s'],
  [1, '1ns'],
  [1500, '1.5µs'],
  [250e6, '250ms'],
  [1.5e9, '1.5s'],
  [60e9, '1m0s'],
  [-5405e9, '-1h30m5s'],
])('%d ns is written as %s', (nanoseconds, text) => {
  expect(formatGoDuration(nanoseconds)).toBe(text);
});
