import { afterEach, beforeEach, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { discover } from '#server/kubernetes/discovery.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { type Reply, status } from '#tests/fake-replies.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

let server: FakeApiServer;
let credentials: ReturnType<typeof plainCredentials>;
let client: KubernetesClient;

beforeEach(async () => {
  server = new FakeApiServer();
  credentials = plainCredentials(await server.listen());
  client = new KubernetesClient({ credentials, clock: new FakeClock() });
});

afterEach(async () => {
  await credentials.close();
  await server.close();
});

const TYPES = [KUBERNETES.pod, KNATIVE.service, KNATIVE.route, KNATIVE.kIngress, KNATIVE.podAutoscaler];

function serve(routes: Record<string, Reply>): void {
  server.respond = ({ path }) => routes[path] ?? status(404, 'NotFound');
}

const json = (body: unknown): Reply => ({ status: 200, body });
const group = (name: string, version: string, resources: string[], freshness = 'Current') => ({
  metadata: { name },
  versions: [{ version, freshness, resources: resources.map((resource) => ({ resource })) }],
});

async function found(): Promise<string[]> {
  const discovery = await discover(client, SYSTEM, TYPES);
  return TYPES.map((type) => discovery.availability(type));
}

test('reads aggregated discovery in three requests', async () => {
  serve({
    '/version': json({ gitVersion: 'v1.34.2' }),
    '/api': json({ kind: 'APIGroupDiscoveryList', items: [group('', 'v1', ['pods'])] }),
    '/apis': json({
      kind: 'APIGroupDiscoveryList',
      items: [
        group('serving.knative.dev', 'v1', ['services', 'routes']),
        group('autoscaling.internal.knative.dev', 'v1alpha1', [], 'Stale'),
      ],
    }),
  });
  expect(await found()).toEqual(['served', 'served', 'served', 'missing', 'unknown']);
  expect(server.requests).toHaveLength(3);
  expect(server.requests[1]?.headers.accept).toContain('as=APIGroupDiscoveryList');
  expect((await discover(client, SYSTEM, TYPES)).serverVersion).toBe('v1.34.2');
});

test('asks group by group when aggregated discovery is not supported; a failed group affects only itself', async () => {
  serve({
    '/api': json({ kind: 'APIVersions', versions: ['v1'] }),
    '/apis': json({ kind: 'APIGroupList', groups: [] }),
    '/api/v1': json({ resources: [{ name: 'pods' }, { name: 'pods/status' }] }),
    '/apis/serving.knative.dev/v1': json({ resources: [{ name: 'services' }] }),
    '/apis/networking.internal.knative.dev/v1alpha1': status(503, 'ServiceUnavailable', 'no endpoints'),
  });
  expect(await found()).toEqual(['served', 'served', 'missing', 'unknown', 'missing']);
  const discovery = await discover(client, SYSTEM, TYPES);
  expect([...discovery.errors]).toEqual([['networking.internal.knative.dev/v1alpha1', 'no endpoints']]);
  expect(discovery.serverVersion).toBeNull();
});

test('finds nothing on an API server that does not answer', async () => {
  server.respond = () => 'reset';
  expect(new Set(await found())).toEqual(new Set(['unknown']));
});
