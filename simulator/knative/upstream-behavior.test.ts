import { describe, expect, it } from 'vitest';
import { INGRESS_IMPLEMENTATION } from '#lib/knative/resources.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const QUIET = { annotations: { 'simulator.sluice.dev/load': '0' } };

describe('a Service whose Route no longer routes anything', () => {
  it('reports no traffic either', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', QUIET);
    cluster.advance(10);
    expect(cluster.get(KNATIVE.service, 'hello').status?.traffic).toHaveLength(1);
    const tag = `t${'x'.repeat(62)}`;
    const traffic = [{ latestRevision: true, percent: 100, tag }];
    cluster.apply('hello', { ...QUIET, traffic });
    cluster.advance(10);
    expect(cluster.condition(KNATIVE.service, 'hello', 'RoutesReady')).toContain('False ErrorConfig');
    expect(cluster.get(KNATIVE.route, 'hello').status?.traffic).toBeUndefined();
    expect(cluster.get(KNATIVE.service, 'hello').status?.traffic).toBeUndefined();
  });
});

describe('a Service with a name of 57 characters', () => {
  it('has a private Service with a shortened name, and slices of its pods', () => {
    const cluster = new ControllerTest();
    const name = `n${'a'.repeat(56)}`;
    cluster.apply(name, { annotations: { 'simulator.sluice.dev/load': '1' } });
    cluster.advance(10);
    expect(cluster.errors).toEqual([]);
    expect(cluster.condition(KNATIVE.service, name, 'Ready')).toBe('True');
    const { status } = cluster.get(KNATIVE.serverlessService, `${name}-00001`);
    expect(status?.privateServiceName).toMatch(/^na*[0-9a-f]{32}-private$/);
    expect(status?.privateServiceName).toHaveLength(63);
    const slices = cluster.store
      .list(KUBERNETES.endpointSlice, 'default')
      .filter(
        ({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === status?.privateServiceName,
      );
    expect(slices).toMatchObject([{ endpoints: [{ conditions: { ready: true } }] }]);
  });
});

/** A Configuration and a Route without a Service. */
function withoutService(): ControllerTest {
  const cluster = new ControllerTest();
  const template = {
    metadata: { annotations: { 'autoscaling.knative.dev/min-scale': '2' } },
    spec: { containers: [{ image: 'ikubernetes/helloworld-go' }] },
  };
  const metadata = (name: string) => ({ name, namespace: 'default', ...QUIET });
  cluster.store.create(KNATIVE.configuration, { metadata: metadata('c'), spec: { template } }, ADMIN);
  const traffic = [{ configurationName: 'c', latestRevision: true, percent: 100 }];
  cluster.store.create(KNATIVE.route, { metadata: metadata('r'), spec: { traffic } }, ADMIN);
  cluster.advance(20);
  return cluster;
}

describe('a Route that is deleted', () => {
  it('makes its Revisions unreachable, so that they need no pods, and unroutes its Configuration', () => {
    const cluster = withoutService();
    expect(cluster.get(KNATIVE.revision, 'c-00001').metadata).toMatchObject({
      labels: { 'serving.knative.dev/routingState': 'active' },
      annotations: { 'serving.knative.dev/routes': 'r' },
    });
    expect(cluster.pods('c-00001')).toHaveLength(2);
    cluster.store.delete(KNATIVE.route, 'default', 'r', ADMIN);
    cluster.advance(120);
    const revision = cluster.get(KNATIVE.revision, 'c-00001');
    expect(revision.metadata.labels?.['serving.knative.dev/routingState']).toBe('reserve');
    for (const object of [revision, cluster.get(KNATIVE.configuration, 'c')]) {
      expect(object.metadata.annotations).not.toHaveProperty(['serving.knative.dev/routes']);
    }
    expect(cluster.get(KNATIVE.podAutoscaler, 'c-00001')['spec']).toMatchObject({
      reachability: 'Unreachable',
    });
    expect(cluster.pods('c-00001')).toEqual([]);
  });

  it('keeps what another Route references', () => {
    const cluster = withoutService();
    const traffic = [{ configurationName: 'c', latestRevision: true, percent: 100 }];
    const metadata = { name: 'other', namespace: 'default', ...QUIET };
    cluster.store.create(KNATIVE.route, { metadata, spec: { traffic } }, ADMIN);
    cluster.advance(10);
    cluster.store.delete(KNATIVE.route, 'default', 'r', ADMIN);
    cluster.advance(10);
    for (const object of [
      cluster.get(KNATIVE.revision, 'c-00001'),
      cluster.get(KNATIVE.configuration, 'c'),
    ]) {
      expect(object.metadata.annotations?.['serving.knative.dev/routes']).toBe('other');
    }
  });
});

describe('a Route whose target moves to another Configuration', () => {
  it('removes its label from the previous one', () => {
    const cluster = withoutService();
    const { spec, ...configuration } = cluster.get(KNATIVE.configuration, 'c');
    const metadata = { name: 'd', namespace: 'default' };
    cluster.store.create(
      KNATIVE.configuration,
      { apiVersion: configuration.apiVersion, metadata, spec },
      ADMIN,
    );
    const route = cluster.get(KNATIVE.route, 'r');
    const traffic = [{ configurationName: 'd', latestRevision: true, percent: 100 }];
    cluster.store.update(KNATIVE.route, { ...route, spec: { traffic } }, ADMIN);
    cluster.advance(30);
    expect(cluster.get(KNATIVE.configuration, 'd').metadata.annotations).toMatchObject({
      'serving.knative.dev/routes': 'r',
    });
    for (const object of [
      cluster.get(KNATIVE.revision, 'c-00001'),
      cluster.get(KNATIVE.configuration, 'c'),
    ]) {
      expect(object.metadata.annotations).not.toHaveProperty(['serving.knative.dev/routes']);
    }
  });
});

describe('the stable window of config-autoscaler', () => {
  it('also applies to existing Revisions', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { annotations: { 'simulator.sluice.dev/load': '1' } });
    cluster.advance(120);
    const found = cluster.get(KUBERNETES.configMap, 'config-autoscaler', 'knative-serving');
    const data = { 'stable-window': '6s', 'scale-to-zero-grace-period': '1s' };
    cluster.store.update(KUBERNETES.configMap, { ...found, data }, ADMIN);
    cluster.apply('hello', QUIET);
    cluster.advance(5);
    expect(cluster.pods('hello-00001')).toHaveLength(1);
    cluster.advance(10);
    expect(cluster.pods('hello-00001')).toEqual([]);
  });
});

describe("the activator's addresses", () => {
  it('are those of its pods, in its slice and wherever it receives a Revision’s requests', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', QUIET);
    cluster.advance(120);
    const pods = cluster.store.list(KUBERNETES.pod, 'knative-serving').map(({ metadata, ...pod }) => {
      const { spec, status } = pod as unknown as { spec: { nodeName: string }; status: { podIP: string } };
      const targetRef = { kind: 'Pod', namespace: 'knative-serving', name: metadata.name, uid: metadata.uid };
      return { ip: status.podIP, nodeName: spec.nodeName, targetRef };
    });
    expect(pods).toHaveLength(2);
    expect(cluster.get(KUBERNETES.endpoints, 'hello-00001')).toMatchObject({
      subsets: [{ addresses: pods }],
    });
    const slices = cluster.store.list(KUBERNETES.endpointSlice, 'knative-serving');
    expect(slices).toMatchObject([
      {
        metadata: { labels: { 'kubernetes.io/service-name': 'activator-service' } },
        endpoints: pods.map(({ ip, nodeName, targetRef }) => ({ addresses: [ip], nodeName, targetRef })),
      },
    ]);
  });
});

describe('the VirtualServices', () => {
  const gatewaysOf = (cluster: ControllerTest): Record<string, unknown> =>
    Object.fromEntries(
      cluster.store.list(INGRESS_IMPLEMENTATION.virtualService).map(({ metadata, ...object }) => {
        const { gateways, hosts } = (object as unknown as { spec: { gateways: string[]; hosts: string[] } })
          .spec;
        return [metadata.name, { gateways, hosts }];
      }),
    );

  it('of a DomainMapping are one, at the external gateway', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', QUIET);
    cluster.mapDomain('hello.test', 'hello');
    cluster.advance(10);
    const outside = 'knative-serving/knative-ingress-gateway';
    const inside = 'knative-serving/knative-local-gateway';
    const local = ['hello.default', 'hello.default.svc', 'hello.default.svc.cluster.local'];
    expect(gatewaysOf(cluster)).toEqual({
      'hello.test-ingress': { gateways: [outside], hosts: ['hello.test'] },
      'hello-ingress': {
        gateways: [outside, inside],
        hosts: [
          'hello.default',
          'hello.default.example.com',
          'hello.default.svc',
          'hello.default.svc.cluster.local',
        ],
      },
      'hello-mesh': { gateways: ['mesh'], hosts: local },
    });
    const mapping = cluster.get(INGRESS_IMPLEMENTATION.virtualService, 'hello.test-ingress');
    expect(mapping['spec']).toMatchObject({
      http: [
        { match: [{ headers: { 'K-Network-Hash': { exact: 'override' } } }] },
        {
          match: [{ authority: { prefix: 'hello.test' }, gateways: [outside] }],
          rewrite: { authority: 'hello.default.svc.cluster.local' },
          route: [{ weight: 100 }],
        },
      ],
    });
  });

  it('of a Service that becomes cluster-local are only at the local gateway', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', QUIET);
    cluster.advance(10);
    cluster.apply('hello', { ...QUIET, labels: { 'networking.knative.dev/visibility': 'cluster-local' } });
    cluster.advance(10);
    expect(gatewaysOf(cluster)).toMatchObject({
      'hello-ingress': { gateways: ['knative-serving/knative-local-gateway'] },
    });
  });
});
