import { describe, expect, test } from 'vitest';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { podLogLines } from '#simulator/knative/load/pod-log-lines.ts';
import { runOf } from '#simulator/pods/pod-log-run.ts';
import { ADMIN, ControllerTest, type ServiceParts } from '#simulator/testing/controller-test.ts';

const BEHAVIOUR = 'simulator.sluice.dev/pod';
const LOAD = { 'simulator.sluice.dev/load': '15' };

function start(parts: ServiceParts = {}, seconds = 60) {
  const cluster = new ControllerTest();
  cluster.apply('hello', { annotations: LOAD, ...parts });
  cluster.advance(seconds);
  const logs = podLogLines(cluster);
  const name = cluster.store.list(KUBERNETES.pod, 'default')[0]?.metadata.name ?? '';
  const pod = (): StoredObject => {
    const found = cluster.store.get(KUBERNETES.pod, 'default', name);
    if (found === undefined) throw new Error('the cluster has no pod');
    return found;
  };
  const lines = (container: string, from = 0, to = cluster.clock.now(), previous = false): string[] =>
    logs(pod(), runOf(pod(), container, previous), from, to).map(({ text }) => text);
  return { cluster, pod, lines };
}

describe('what the user container logs', () => {
  test('is its start and then requests by the load, the same on every read', () => {
    const { cluster, lines } = start();
    const first = lines('user-container');
    expect(first[0]).toBe('2026/01/01 00:00:00 listening on port 8080');
    for (const line of first.slice(1)) {
      expect(line).toMatch(/^2026\/01\/01 00:0\d:\d\d (GET|POST) \/\S* \d{3} \d+ms$/);
    }
    // 15 concurrent requests make one or two lines per five seconds.
    expect(first.length).toBeGreaterThan(10);
    expect(first.length).toBeLessThan(26);
    const then = cluster.clock.now();
    cluster.advance(30);
    expect(lines('user-container', 0, then)).toEqual(first);
  });

  test('is the same in one piece as in many', () => {
    const { cluster, lines } = start();
    const now = cluster.clock.now();
    const pieces: string[] = [];
    for (let from = now - 60_000; from < now; from += 700) {
      pieces.push(...lines('user-container', from, Math.min(now, from + 700)));
    }
    expect(pieces).toEqual(lines('user-container', now - 60_000));
  });

  test('has no requests without load, or once the revision is no longer routed', () => {
    expect(
      start({ annotations: { 'simulator.sluice.dev/load': '0' } }, 20).lines('user-container'),
    ).toHaveLength(1);
    const parts = { templateAnnotations: { 'autoscaling.knative.dev/min-scale': '1' } };
    const { cluster, lines } = start(parts);
    cluster.apply('hello', { annotations: LOAD, ...parts, env: 'Earth' });
    cluster.advance(20);
    const pods = cluster.store.list(KUBERNETES.pod, 'default');
    expect(pods[0]?.metadata.name).toMatch(/^hello-00001/);
    const before = lines('user-container');
    cluster.advance(5);
    expect(lines('user-container')).toEqual(before);
    expect(before.length).toBeGreaterThan(10);
  });

  test('ends with its crash message', () => {
    const { lines } = start({ templateAnnotations: { [BEHAVIOUR]: 'crash=3' } }, 15);
    expect(lines('user-container', 0, Number.POSITIVE_INFINITY, true)).toEqual([
      expect.stringMatching(/^2026\/01\/01 00:00:\d\d listening on port 8080$/),
      'panic: cannot start: exit status 3',
    ]);
  });
});

test('queue-proxy logs its start and its termination signal', () => {
  const { cluster, pod, lines } = start();
  const messages = (): string[] =>
    lines('queue-proxy').map((line) => (JSON.parse(line) as { message: string }).message);
  const [first = ''] = lines('queue-proxy');
  expect(JSON.parse(first)).toEqual({
    severity: 'INFO',
    timestamp: '2026-01-01T00:00:00.031Z',
    logger: 'queueproxy',
    caller: 'sharedmain/main.go:308',
    message: 'Starting queue-proxy',
    'knative.dev/key': 'default/hello-00001',
    'knative.dev/pod': pod().metadata.name,
  });
  expect(messages()).toEqual([
    'Starting queue-proxy',
    'Starting http server metrics:9090',
    'Starting http server main:8012',
    'Starting http server admin:8022',
  ]);
  cluster.store.delete(KUBERNETES.pod, 'default', pod().metadata.name, { ...ADMIN, gracePeriodSeconds: 30 });
  cluster.advance(1);
  expect(messages().slice(4)).toEqual([
    'Received TERM signal, attempting to gracefully shutdown servers.',
    'Sleeping 30s to allow K8s propagation of non-ready state',
  ]);
  expect(lines('user-container').at(-1)).toMatch(/terminated: shutting down$/);
});
