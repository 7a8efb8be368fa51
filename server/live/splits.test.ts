import { expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { SplitLog } from '#server/live/splits.ts';
import { condition, knativeService, revision, serviceObjects } from '#tests/builders.ts';

const KEY = 'default/hello';
const split = (percent: number): TrafficTarget[] => [
  { latestRevision: true, percent },
  { revisionName: 'hello-00001', percent: 100 - percent },
];
const follow: TrafficTarget[] = [{ latestRevision: true, percent: 100 }];

interface State {
  generation: number;
  traffic: TrafficTarget[];
  /** The newest revision, and the newest ready one; 0 for none. */
  latest?: number;
  latestReady?: number;
  observedGeneration?: number;
  routes?: 'True' | 'Unknown';
  uid?: string;
  statusTraffic?: TrafficTarget[];
  /** Revisions that exist and are not ready. */
  broken?: number[];
}

function objectsOf(state: State): ServiceObjects {
  const { generation, traffic, latest = 1, latestReady = latest, uid = 'a', broken = [] } = state;
  const service = knativeService({
    latest,
    latestReady,
    generation,
    observedGeneration: state.observedGeneration ?? generation,
    traffic,
    statusTraffic: state.statusTraffic,
    conditions: [condition('RoutesReady', state.routes ?? 'True'), condition('Ready', 'True')],
    metadata: { uid },
  });
  if (latestReady === 0 && service.status !== undefined) delete service.status.latestReadyRevisionName;
  const revisions = Array.from({ length: latest }, (_, index) =>
    revision({
      generation: index + 1,
      ready: condition('Ready', broken.includes(index + 1) ? 'False' : 'True'),
    }),
  );
  return serviceObjects(service, { revisions });
}

function logOf(...states: State[]): SplitLog {
  const log = new SplitLog();
  for (const [index, state] of states.entries()) {
    const objects = objectsOf(state);
    log.observe(objects, routedPercents(objects), index);
  }
  return log;
}

const seen = (...states: State[]) =>
  logOf(...states)
    .of(KEY)
    .map(({ generation, traffic, gap }) => [generation, traffic[0]?.percent, gap]);
const served = (...states: State[]) =>
  logOf(...states)
    .of(KEY)
    .map(({ id, latestReady, served }) => [id, latestReady, served]);

test('keeps each change of the traffic, and no other change', () => {
  expect(
    seen(
      { generation: 1, traffic: split(0) },
      { generation: 2, traffic: split(0) },
      { generation: 3, traffic: split(10) },
    ),
  ).toEqual([
    [1, 0, false],
    [3, 10, false],
  ]);
});

test('shows unseen generations as a gap before the next split', () => {
  expect(
    seen(
      { generation: 4, traffic: split(0) },
      { generation: 5, traffic: split(10) },
      { generation: 8, traffic: split(10) },
      { generation: 9, traffic: split(20) },
    ),
  ).toEqual([
    [4, 0, true],
    [5, 10, false],
    [9, 20, true],
  ]);
});

test('records the same generation once, and no older one', () => {
  expect(
    seen(
      { generation: 2, traffic: split(5) },
      { generation: 2, traffic: split(5) },
      { generation: 1, traffic: split(9) },
    ),
  ).toEqual([[2, 5, true]]);
});

test('a recreated Service starts over', () => {
  expect(seen({ generation: 7, traffic: split(5) }, { generation: 1, traffic: split(50), uid: 'b' })).toEqual(
    [[1, 50, false]],
  );
});

test('records what a split served, and the revision of @latest, once its first revision is ready', () => {
  expect(
    served(
      { generation: 1, traffic: follow, latestReady: 0, observedGeneration: 0, statusTraffic: [] },
      { generation: 1, traffic: follow, latestReady: 0, routes: 'Unknown', statusTraffic: [] },
      { generation: 1, traffic: follow },
    ),
  ).toEqual([['1', 'hello-00001', { 'hello-00001': 100 }]]);
});

test('a deploy that @latest follows is a separate split, even though the list is unchanged', () => {
  expect(
    served(
      { generation: 1, traffic: follow },
      { generation: 2, traffic: follow, latest: 2, latestReady: 1 },
      { generation: 2, traffic: follow, latest: 2 },
    ),
  ).toEqual([
    ['1', 'hello-00001', { 'hello-00001': 100 }],
    ['2', 'hello-00002', { 'hello-00002': 100 }],
  ]);
});

test('the first observed split is kept when @latest moves in its generation', () => {
  expect(
    served(
      { generation: 5, traffic: follow, latest: 2, latestReady: 1 },
      { generation: 5, traffic: follow, latest: 2 },
    ),
  ).toEqual([
    ['5', 'hello-00001', { 'hello-00001': 100 }],
    ['5.2', 'hello-00002', { 'hello-00002': 100 }],
  ]);
});

test('what a canary’s list serves while the canary starts is not a separate split', () => {
  expect(
    served(
      { generation: 1, traffic: follow },
      { generation: 2, traffic: split(10), latest: 2, latestReady: 1 },
      { generation: 2, traffic: split(10), latest: 2 },
    ),
  ).toEqual([
    ['1', 'hello-00001', { 'hello-00001': 100 }],
    ['2', 'hello-00002', { 'hello-00001': 90, 'hello-00002': 10 }],
  ]);
});

test.each([
  ['the status is for an older generation', { observedGeneration: 1 }],
  ['the Route is not ready', { routes: 'Unknown' as const }],
  ['a revision that gets traffic is not ready', { broken: [2] }],
  ['other percents are routed', { statusTraffic: [{ revisionName: 'hello-00001', percent: 100 }] }],
])('records nothing as served while %s', (_, facts) => {
  expect(served({ generation: 2, traffic: split(10), latest: 2, ...facts })).toEqual([
    ['2', 'hello-00002', null],
  ]);
});

test('keeps the last twenty', () => {
  const states = Array.from({ length: 30 }, (_, index) => ({
    generation: index + 1,
    traffic: split(index),
    latest: 2,
  }));
  expect(seen(...states).map(([generation]) => generation)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 11),
  );
});

test('many tag-only changes do not evict the last split that routed differently', () => {
  const tagged = Array.from({ length: 40 }, (_, index) => ({
    generation: index + 2,
    traffic: [...follow, { revisionName: 'hello-00001', percent: 0, tag: `pr-${index}` }],
    latest: 2,
  }));
  const log = logOf({ generation: 1, traffic: split(10), latest: 2 }, ...tagged).of(KEY);
  expect(log).toHaveLength(20);
  expect(log[0]?.served).toEqual({ 'hello-00001': 90, 'hello-00002': 10 });
  expect(log.at(-1)?.generation).toBe(41);
});

test('records the writer and the time it was seen, and can forget them', () => {
  const log = new SplitLog();
  const service = knativeService({
    latest: 2,
    metadata: {
      annotations: { 'serving.knative.dev/lastModifier': 'ada' },
      managedFields: [{ manager: 'kn', operation: 'Update', time: '2026-01-02T00:00:00Z' }],
    },
  });
  const objects = serviceObjects(service);
  log.observe(objects, routedPercents(objects), Date.parse('2026-01-02T00:00:01Z'));
  expect(log.of(KEY)).toEqual([
    {
      id: '2',
      generation: 2,
      traffic: [{ latestRevision: true, percent: 100 }],
      latestReady: 'hello-00002',
      served: null,
      seenAt: '2026-01-02T00:00:01.000Z',
      by: 'ada',
      manager: 'kn',
      gap: true,
    },
  ]);
  log.forget(KEY);
  expect(log.of(KEY)).toEqual([]);
});

test('a stale state does not change what a newer list served', () => {
  expect(
    served({ generation: 2, traffic: split(10), latest: 2 }, { generation: 1, traffic: follow, latest: 2 }),
  ).toEqual([['2', 'hello-00002', { 'hello-00001': 90, 'hello-00002': 10 }]]);
});

test('a deploy that follows a canary’s list is a separate split: the canary has started', () => {
  expect(
    served(
      { generation: 1, traffic: follow },
      { generation: 2, traffic: split(10), latest: 2, latestReady: 1 },
      { generation: 2, traffic: split(10), latest: 2 },
      { generation: 3, traffic: split(10), latest: 3, latestReady: 2 },
      { generation: 3, traffic: split(10), latest: 3 },
    ).slice(1),
  ).toEqual([
    ['2', 'hello-00002', { 'hello-00001': 90, 'hello-00002': 10 }],
    ['3', 'hello-00003', { 'hello-00001': 90, 'hello-00003': 10 }],
  ]);
});

test('a list that nothing has served keeps the first revision that @latest meant', () => {
  const pending = { generation: 1, traffic: follow, routes: 'Unknown' as const };
  expect(
    served({ ...pending, latestReady: 0 }, { ...pending, latestReady: 1 }, { ...pending, latest: 2 }),
  ).toEqual([['1', 'hello-00001', null]]);
});

test('a split that was read is never modified', () => {
  const log = logOf({ generation: 1, traffic: follow, routes: 'Unknown' });
  const [read] = log.of(KEY);
  const objects = objectsOf({ generation: 1, traffic: follow });
  log.observe(objects, routedPercents(objects), 1);
  expect([read?.served, log.of(KEY)[0]?.served]).toEqual([null, { 'hello-00001': 100 }]);
});
