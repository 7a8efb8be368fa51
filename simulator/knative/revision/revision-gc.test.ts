import { assert, boolean, integer, option, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

const HOUR = 3600;
const ANY_AGE = { 'retain-since-create-time': '0s', 'retain-since-last-active-time': '0s' };
const NO_AGE = { 'retain-since-create-time': 'disabled', 'retain-since-last-active-time': 'disabled' };

/** A Service `hello` with that many revisions, a minute apart. */
function grown(revisions: number, gc: ConfigData, noGc: readonly number[] = []): ControllerTest {
  const cluster = new ControllerTest({}, { 'config-gc': gc });
  for (let count = 1; count <= revisions; count += 1) {
    cluster.apply('hello', {
      env: `${count}`,
      templateAnnotations: { 'serving.knative.dev/no-gc': noGc.includes(count) ? 'TRUE' : 'false' },
    });
    cluster.advance(60);
  }
  return cluster;
}

const left = (cluster: ControllerTest): number[] =>
  cluster.store.list(KNATIVE.revision, 'default').map(({ metadata }) => Number(metadata.name.slice(-5)));

describe('revisions without traffic', () => {
  test('stay by default, up to twenty of any age', () => {
    const cluster = grown(6, {});
    cluster.advance(400 * HOUR);
    cluster.apply('hello', { env: 'last' });
    cluster.advance(60);
    expect(left(cluster)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('are deleted immediately above the maximum, the longest idle first', () => {
    expect(
      left(grown(8, { ...NO_AGE, 'min-non-active-revisions': '0', 'max-non-active-revisions': '3' })),
    ).toEqual([5, 6, 7, 8]);
  });

  test('are deleted when both ages have passed, except for the minimum', () => {
    const cluster = grown(6, { 'min-non-active-revisions': '2' });
    cluster.advance(47 * HOUR);
    expect(left(cluster)).toEqual([1, 2, 3, 4, 5, 6]);
    cluster.advance(14 * HOUR);
    expect(left(cluster)).toEqual([4, 5, 6]);
  });

  test('are kept when they were recently active, even if they are old', () => {
    const cluster = grown(2, { 'min-non-active-revisions': '0' });
    const second = { env: '2', templateAnnotations: { 'serving.knative.dev/no-gc': 'false' } };
    cluster.apply('hello', { ...second, traffic: [{ revisionName: 'hello-00001', percent: 100 }] });
    cluster.advance(100 * HOUR);
    cluster.apply('hello', { ...second, traffic: [{ latestRevision: true, percent: 100 }] });
    cluster.advance(14 * HOUR);
    expect(left(cluster)).toEqual([1, 2]);
    cluster.advance(12 * HOUR);
    expect(left(cluster)).toEqual([2]);
  });

  test('stay when annotated, when a Route references them, and with all limits disabled', () => {
    const none = { 'min-non-active-revisions': '0', 'max-non-active-revisions': '0' };
    expect(left(grown(4, { ...NO_AGE, ...none }, [2]))).toEqual([2, 4]);
    expect(left(grown(4, { ...NO_AGE, 'max-non-active-revisions': 'disabled' }))).toEqual([1, 2, 3, 4]);
    const cluster = grown(1, { ...NO_AGE, ...none });
    const tag = { revisionName: 'hello-00001', percent: 0, tag: 'old' };
    cluster.apply('hello', { env: '2', traffic: [{ latestRevision: true, percent: 100 }, tag] });
    cluster.advance(60);
    expect(left(cluster)).toEqual([1, 2]);
  });

  test('wait for the next change when config-gc alone changes', () => {
    const cluster = grown(4, NO_AGE);
    cluster.advance(HOUR);
    const found = cluster.get(KUBERNETES.configMap, 'config-gc', SYSTEM_NAMESPACE);
    const data = { ...NO_AGE, 'min-non-active-revisions': '0', 'max-non-active-revisions': '1' };
    cluster.store.update(KUBERNETES.configMap, { ...found, data }, ADMIN);
    cluster.advance(HOUR);
    expect(left(cluster)).toEqual([1, 2, 3, 4]);
    cluster.apply('hello', { env: 'next' });
    cluster.advance(60);
    expect(left(cluster)).toEqual([4, 5]);
  });

  test('are deleted with their pods and Deployments', () => {
    const cluster = grown(3, { ...NO_AGE, 'min-non-active-revisions': '0', 'max-non-active-revisions': '0' });
    cluster.advance(120);
    const deployments = cluster.store.list(KUBERNETES.deployment, 'default');
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual(['hello-00003-deployment']);
    expect(cluster.errors).toEqual([]);
  });
});

test('of revisions of any age, the newest stay within the bounds, and never fewer than the minimum', () => {
  const bounds = record({
    revisions: integer({ min: 1, max: 5 }),
    least: integer({ min: 0, max: 4 }),
    more: option(integer({ min: 0, max: 3 })),
    byAge: boolean(),
  });
  assert(
    property(bounds, ({ revisions, least, more, byAge }) => {
      const cluster = grown(revisions, {
        ...(byAge ? ANY_AGE : NO_AGE),
        'min-non-active-revisions': `${least}`,
        'max-non-active-revisions': more === null ? 'disabled' : `${least + more}`,
      });
      const most = byAge ? least : more === null ? revisions : least + more;
      const idle = Math.min(revisions - 1, most);
      const newest = Array.from({ length: idle + 1 }, (_, position) => revisions - idle + position);
      expect(left(cluster)).toEqual(newest);
    }),
    { numRuns: 100 },
  );
}, 60_000);
