import { describe, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const LOAD = 'simulator.sluice.dev/load';

describe('a new Service', () => {
  test('becomes ready through the messages that kn prints', () => {
    const cluster = new ControllerTest();
    const seen = cluster.watchReady(KNATIVE.service, 'hello');
    cluster.apply('hello');
    cluster.advance(5);
    expect(seen).toEqual([
      'The Route is still working to reflect the latest desired specification.',
      'Configuration "hello" is waiting for a Revision to become ready.',
      'Ingress has not yet been reconciled.',
      'Waiting for load balancer to be ready',
      'True',
    ]);
    expect(cluster.routed('hello')).toEqual(['hello-00001 100']);
    expect(cluster.errors).toEqual([]);
  });

  test('has its creator, its addresses, and the digest of its image', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    const service = cluster.get(KNATIVE.service, 'hello');
    expect(service.metadata.annotations).toMatchObject({
      'serving.knative.dev/creator': 'kubernetes-admin',
      'serving.knative.dev/lastModifier': 'kubernetes-admin',
    });
    expect(service['status']).toMatchObject({
      url: 'http://hello.default.example.com',
      address: { url: 'http://hello.default.svc.cluster.local' },
      latestReadyRevisionName: 'hello-00001',
    });
    expect(cluster.get(KNATIVE.revision, 'hello-00001')['status']).toMatchObject({
      actualReplicas: 1,
      desiredReplicas: 1,
      containerStatuses: [
        {
          name: 'user-container',
          imageDigest: expect.stringMatching(
            /^index\.docker\.io\/ikubernetes\/helloworld-go@sha256:[0-9a-f]{64}$/,
          ),
        },
      ],
    });
  });

  test('stays unchanged when nothing happens', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(4000);
    const before = cluster.store.resourceVersion;
    cluster.advance(100_000);
    expect(cluster.store.resourceVersion).toBe(before);
  });

  test('has identical objects when the run is repeated', () => {
    const [first, second] = [new ControllerTest(), new ControllerTest()].map((cluster) => {
      cluster.apply('hello', { templateAnnotations: { 'autoscaling.knative.dev/min-scale': '3' } });
      cluster.advance(20);
      return cluster.store.types.flatMap((type) => cluster.store.list(type));
    });
    expect(first).toEqual(second);
  });
});

describe('an update', () => {
  test('migrates the traffic once the new revision is ready, in the order that kn shows', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    const seen = cluster.watchReady(KNATIVE.service, 'hello');
    cluster.apply('hello', { env: 'Again' });
    cluster.advance(5);
    expect(seen.filter((text) => text !== 'Unknown').slice(1)).toEqual([
      'The Configuration is still working to reflect the latest desired specification.',
      'Traffic is not yet migrated to the latest revision.',
      'Ingress has not yet been reconciled.',
      'Waiting for load balancer to be ready',
      'True',
    ]);
    expect(cluster.routed('hello')).toEqual(['hello-00002 100']);
  });

  test('of only the split creates no revision, and labels revisions that no longer get traffic', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    cluster.apply('hello', { env: 'Again' });
    cluster.advance(5);
    const state = (): unknown =>
      cluster.get(KNATIVE.revision, 'hello-00001').metadata.labels?.['serving.knative.dev/routingState'];
    expect(state()).toBe('reserve');
    const traffic = [
      { revisionName: 'hello-00001', percent: 60 },
      { latestRevision: true, percent: 40 },
    ];
    cluster.apply('hello', { env: 'Again', traffic });
    cluster.advance(5);
    expect(cluster.routed('hello')).toEqual(['hello-00001 60', 'hello-00002 40']);
    expect(state()).toBe('active');
    expect(cluster.store.list(KNATIVE.revision)).toHaveLength(2);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
  });

  test('to a revision name of another Configuration is reported as taken', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { revisionName: 'hello-world-1' });
    cluster.advance(5);
    cluster.apply('hello-world', { revisionName: 'hello-world-1' });
    cluster.advance(5);
    expect(cluster.condition(KNATIVE.service, 'hello-world', 'RoutesReady')).toBe(
      'False RevisionNameTaken: The revision name "hello-world-1" is taken by a conflicting Revision, so traffic will not be migrated',
    );
    expect(cluster.condition(KNATIVE.configuration, 'hello-world', 'Ready')).toBe(
      'False RevisionFailed: Revision creation failed with message: revisions.serving.knative.dev "hello-world-1" already exists.',
    );
  });

  test('back to an earlier name and template makes that revision the latest one again', () => {
    const cluster = new ControllerTest();
    const first = { revisionName: 'hello-a', env: 'A' };
    cluster.apply('hello', first);
    cluster.advance(5);
    cluster.apply('hello', { revisionName: 'hello-b', env: 'B' });
    cluster.advance(5);
    const service = cluster.get(KNATIVE.service, 'hello');
    const template = cluster.get(KNATIVE.revision, 'hello-a')['spec'];
    cluster.store.update(
      KNATIVE.service,
      { ...service, spec: { template: { metadata: { name: 'hello-a' }, spec: template } } },
      ADMIN,
    );
    cluster.advance(5);
    expect(cluster.routed('hello')).toEqual(['hello-a 100']);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
  });
});

describe('tags and visibility', () => {
  test('a tag creates a placeholder Service and an address, and removing it deletes them', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { traffic: [{ latestRevision: true, percent: 100, tag: 'green' }] });
    cluster.advance(5);
    expect(cluster.get(KNATIVE.route, 'hello')['status']).toMatchObject({
      traffic: [{ tag: 'green', url: 'http://green-hello.default.example.com', revisionName: 'hello-00001' }],
    });
    expect(cluster.get(KUBERNETES.service, 'green-hello').metadata.labels).toMatchObject({
      'serving.knative.dev/route': 'hello',
    });
    cluster.apply('hello', { traffic: [{ latestRevision: true, percent: 100 }] });
    cluster.advance(5);
    expect(cluster.store.get(KUBERNETES.service, 'default', 'green-hello')).toBeUndefined();
    expect(cluster.store.get(KUBERNETES.service, 'default', 'hello')).toBeDefined();
  });

  test('a placeholder name that someone else owns keeps the Route from creating its ingress', () => {
    const cluster = new ControllerTest();
    const metadata = { name: 'b-hello', namespace: 'default' };
    cluster.store.create(KUBERNETES.service, { metadata, spec: { ports: [{ port: 80 }] } }, ADMIN);
    cluster.apply('hello', { traffic: [{ latestRevision: true, percent: 100, tag: 'b' }] });
    cluster.advance(5);
    expect(cluster.condition(KNATIVE.service, 'hello', 'RoutesReady')).toBe(
      'False NotOwned: There is an existing placeholder Service "b-hello" that we do not own.',
    );
  });

  test('the visibility label makes a Service cluster-local and back', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { labels: { 'networking.knative.dev/visibility': 'cluster-local' } });
    cluster.advance(5);
    const visibilities = (): unknown[] =>
      (cluster.get(KNATIVE.kIngress, 'hello')['spec'] as { rules: { visibility: string }[] }).rules.map(
        ({ visibility }) => visibility,
      );
    expect(visibilities()).toEqual(['ClusterLocal']);
    expect(cluster.get(KNATIVE.service, 'hello')['status']).toMatchObject({
      url: 'http://hello.default.svc.cluster.local',
    });
    cluster.apply('hello', { labels: { 'networking.knative.dev/visibility': '' } });
    cluster.advance(5);
    expect(visibilities()).toEqual(['ClusterLocal', 'ExternalIP']);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
  });
});

test.each([
  ['pending', 'Unknown NewObservedGenFailure: unsuccessfully observed a new generation'],
  ['fail', 'False ReconcileFailed: the gateway rejected the configuration'],
])('a network that is annotated as %s keeps a Service from being ready until the annotation changes', (fate, message) => {
  const cluster = new ControllerTest();
  cluster.apply('hello', { annotations: { 'simulator.sluice.dev/ingress': fate } });
  cluster.advance(5);
  expect(cluster.condition(KNATIVE.route, 'hello', 'IngressReady')).toBe(message);
  expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe(message);
  cluster.apply('hello', { annotations: { 'simulator.sluice.dev/ingress': 'ok' } });
  cluster.advance(5);
  expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
});

describe('traffic that cannot be assigned', () => {
  test.each([
    ['missing', 'gone', 'False RevisionMissing: Revision "gone" referenced in traffic not found.'],
    [
      'foreign',
      'other-00001',
      'False RevisionNotOwned: Revision "other-00001" belongs to Service "other", not Service "hello".',
    ],
  ])('a %s revision keeps the old split in status', (_name, revisionName, condition) => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.apply('other');
    cluster.advance(5);
    cluster.apply('hello', { traffic: [{ revisionName, percent: 100 }] });
    cluster.advance(5);
    expect(cluster.condition(KNATIVE.route, 'hello', 'AllTrafficAssigned')).toBe(condition);
    expect(cluster.routed('hello')).toEqual(['hello-00001 100']);
  });

  test('a host of more than 63 characters empties the split', () => {
    const cluster = new ControllerTest();
    const name = 'a'.repeat(40);
    cluster.apply(name, { traffic: [{ latestRevision: true, percent: 100, tag: 'b'.repeat(30) }] });
    cluster.advance(5);
    expect(cluster.condition(KNATIVE.route, name, 'AllTrafficAssigned')).toMatch(
      /^False ErrorConfig: domain name error: invalid domain name ".*": url: Invalid value: "b{30}-a{40}": must be no more than 63 characters$/,
    );
    expect(cluster.routed(name)).toEqual([]);
  });
});

describe('deletion', () => {
  test('of a Service deletes everything below it', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { annotations: { [LOAD]: '0' } });
    cluster.advance(5);
    cluster.store.delete(KNATIVE.service, 'default', 'hello', ADMIN);
    cluster.advance(30);
    const left = cluster.store.types
      .flatMap((type) => cluster.store.list(type))
      .filter(({ kind, metadata }) => kind !== 'Event' && metadata.namespace !== 'knative-serving')
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(left).toEqual(['Namespace/default', 'Namespace/knative-serving', 'ServiceAccount/default']);
  });

  test('of the current revision recreates it under the same name', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    const before = cluster.get(KNATIVE.revision, 'hello-00001').metadata.uid;
    cluster.store.delete(KNATIVE.revision, 'default', 'hello-00001', ADMIN);
    cluster.advance(10);
    expect(cluster.get(KNATIVE.revision, 'hello-00001').metadata.uid).not.toBe(before);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
  });
});
