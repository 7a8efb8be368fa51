import { expect, test } from 'vitest';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { ControllerTest } from '#simulator/testing/controller-test.ts';

const DURATION = 'serving.knative.dev/rollout-duration';

test('a gradual rollout takes the documented steps: 55 % in 12 s on a network that needs 3 s', () => {
  const cluster = new ControllerTest({ loadBalancerMs: 2900 });
  const annotations = { [DURATION]: '12s' };
  cluster.apply('hello', { annotations });
  cluster.advance(10);
  const traffic = [
    { latestRevision: true, percent: 55 },
    { revisionName: 'hello-00001', percent: 45 },
  ];
  cluster.apply('hello', { annotations, traffic });
  cluster.advance(10);
  const seen: number[] = [];
  cluster.store.subscribe(({ object }) => {
    if (object.kind !== 'Route') return;
    const { traffic: routed = [] } = (object['status'] ?? {}) as {
      traffic?: { revisionName: string; percent: number }[];
    };
    const percent = routed.find(({ revisionName }) => revisionName === 'hello-00002')?.percent;
    if (percent !== undefined && seen.at(-1) !== percent) seen.push(percent);
  });
  cluster.apply('hello', { annotations, traffic, env: 'Again' });
  cluster.advance(6);
  expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe(
    'Unknown RolloutInProgress: A gradual rollout of the latest revision(s) is in progress.',
  );
  cluster.advance(60);
  expect(seen).toEqual([1, 19, 37, 55]);
  expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
});

test('pinning a revision ends a rollout immediately', () => {
  const cluster = new ControllerTest();
  const annotations = { [DURATION]: '10m' };
  cluster.apply('hello', { annotations });
  cluster.advance(10);
  cluster.apply('hello', { annotations, env: 'Again' });
  cluster.advance(30);
  expect(cluster.routed('hello')).toHaveLength(2);
  const pin = [{ revisionName: 'hello-00001', percent: 100 }];
  cluster.apply('hello', { annotations, env: 'Again', traffic: pin });
  cluster.advance(5);
  expect(cluster.routed('hello')).toEqual(['hello-00001 100']);
  expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
});
