import { describe, expect, test } from 'vitest';
import { LABEL } from '#lib/knative/labels.ts';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import {
  condition,
  configuration,
  coreEvent,
  knativeService,
  metadata,
  ownedBy,
  pod,
  revision,
  route,
} from '#tests/builders.ts';
import { SUMMARY } from '#tests/fake-source.ts';
import { LiveClient, quiet } from '#tests/live-client.ts';
import {
  DEPLOYMENTS,
  FULL_REVISIONS,
  HELLO,
  helloFixture,
  liveFixture,
  POD_EVENTS,
  snapshotOf,
} from '#tests/live-fixture.ts';

describe('the topic cluster', () => {
  test('contains the known facts of the cluster and the state of each watch', async () => {
    const { live, sources } = liveFixture();
    expect((await snapshotOf(live, 'cluster')).cluster?.cluster?.synced).toBe(true);
    sources.get(SUMMARY.pod).set({ phase: 'reconnecting', since: 5_000, error: 'connection refused' });
    const after = await snapshotOf(live, 'cluster');
    expect(after.sources?.[SUMMARY.pod]).toMatchObject({
      phase: 'reconnecting',
      since: '1970-01-01T00:00:05.000Z',
    });
    expect(Object.keys(after.sources ?? {})).toHaveLength(8);
  });

  test.each([
    ['listing', false],
    ['reconnecting', false],
    ['unauthorized', false],
    ['forbidden', true],
    ['missing', true],
  ] as const)('a watch that never listed and is %s: synced %s', async (phase, synced) => {
    const { live, sources } = liveFixture();
    sources.get(SUMMARY.pod).set({ phase, synced: false });
    expect([
      live.sourcesState().synced,
      (await snapshotOf(live, 'cluster')).cluster?.cluster?.synced,
    ]).toEqual([synced, synced]);
  });
});

describe('the topic services', () => {
  test('does not show a Service until every kind has listed', async () => {
    const { live, sources } = helloFixture();
    sources.get(SUMMARY.pod).set({ phase: 'listing', synced: false });
    expect((await snapshotOf(live, 'services')).services).toBeUndefined();
    sources.get(SUMMARY.pod).set({ phase: 'live', synced: true });
    expect(Object.keys((await snapshotOf(live, 'services')).services ?? {})).toEqual(['default/hello']);
  });

  test('waits 5 s for a kind that does not list, then continues without it', async () => {
    const { live, sources, clock } = helloFixture();
    sources.get(SUMMARY.pod).set({ phase: 'reconnecting', synced: false });
    clock.advance(4_999);
    expect((await snapshotOf(live, 'services')).services).toBeUndefined();
    clock.advance(1);
    expect(Object.keys((await snapshotOf(live, 'services')).services ?? {})).toEqual(['default/hello']);
  });

  test('follows a Service from its first appearance to its deletion', async () => {
    const { live, sources } = helloFixture();
    expect((await snapshotOf(live, 'services')).services?.['default/hello']).toMatchObject({
      state: 'steady',
      pods: { ready: 1, desired: 1 },
      images: ['example.com/hello:1'],
    });
    sources.delete(SUMMARY.service, 'default/hello');
    expect((await snapshotOf(live, 'services')).services).toEqual({});
  });

  test('the first rows are the worst, with the cursor after which the rest follows', async () => {
    const { live, sources } = liveFixture();
    for (const kind of ['route', 'kIngress'] as const) {
      sources.setState(SUMMARY[kind], { phase: 'forbidden', synced: false });
    }
    for (const name of ['a', 'b', 'c', 'd']) {
      sources.put(SUMMARY.service, knativeService({ name }));
      sources.put(SUMMARY.revision, revision({ service: name }));
    }
    sources.put(SUMMARY.service, knativeService({ name: 'd', ready: condition('Ready', 'False', 'Broken') }));
    const { rows, total, cursor } = live.firstRows(2, SYSTEM);
    expect([rows.map(({ name }) => name), total]).toEqual([['d', 'a'], 4]);
    expect(cursor).toBe((JSON.parse(await live.snapshot('services', SYSTEM)) as SnapshotMessage).cursor);
  });
});

describe('the topic of a Service', () => {
  test('combines the summary tier with its own watches', async () => {
    const { live, sources, revision: owner } = helloFixture();
    sources.put(DEPLOYMENTS, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('hello-00001-deployment', { ownerReferences: [ownedBy(owner)] }),
    });
    sources.put(FULL_REVISIONS, { ...owner, spec: { ...owner.spec, timeoutSeconds: 300 } } as typeof owner);
    sources.put(
      POD_EVENTS,
      coreEvent({
        metadata: metadata('mine'),
        involvedObject: { kind: 'Pod', name: 'hello-00001-deployment-gone' },
      }),
      coreEvent({
        metadata: metadata('other'),
        involvedObject: { kind: 'Pod', name: 'hello-world-00001-deployment-a' },
      }),
    );
    const { head, revisions, nodes, pods, events, splits, samples } = await snapshotOf(live, HELLO);
    expect(head?.head?.specTraffic).toEqual([{ latestRevision: true, percent: 100 }]);
    expect(revisions?.['hello-00001']?.timeoutSeconds).toBe(300);
    expect(Object.values(nodes ?? {}).map(({ kind }) => kind)).toEqual([
      'Service',
      'Configuration',
      'Revision',
      'Deployment',
      'Route',
    ]);
    expect([Object.keys(pods ?? {}), Object.keys(events ?? {})]).toEqual([
      ['hello-00001-deployment-a'],
      ['uid-mine'],
    ]);
    expect([Object.keys(splits ?? {}), Object.values(samples ?? {}).map((it) => it.revisions)]).toEqual([
      ['1'],
      [{ 'hello-00001': { percent: 100, ready: 1, desired: 1 } }],
    ]);
  });

  test('of a Service that does not exist has no head, and one as soon as it does', async () => {
    const { live, sources } = liveFixture();
    expect((await snapshotOf(live, HELLO)).head ?? {}).toEqual({});
    sources.put(SUMMARY.service, knativeService());
    expect(Object.keys((await snapshotOf(live, HELLO)).head ?? {})).toEqual(['head']);
  });

  test('a kind that is refused or missing affects only itself, and is named', async () => {
    const { live, sources } = helloFixture();
    sources.initialState = { phase: 'forbidden', synced: false, error: 'deployments.apps is forbidden' };
    const { sources: views, head } = await snapshotOf(live, HELLO);
    expect(views?.[DEPLOYMENTS]).toMatchObject({
      phase: 'forbidden',
      tier: 'detail',
      error: 'deployments.apps is forbidden',
    });
    expect(head?.head).toBeDefined();
  });

  test('waits for its watches, but not forever', async () => {
    const { live, sources, clock } = helloFixture();
    sources.initialState = { phase: 'listing', synced: false };
    let answers = 0;
    const ask = () => void snapshotOf(live, HELLO).then(() => (answers += 1));
    ask();
    await quiet();
    expect(answers).toBe(0);
    clock.advance(5_000);
    await quiet();
    expect(answers).toBe(1);
    ask();
    for (const source of sources.byId.values()) source.set({ phase: 'live', synced: true });
    clock.advance(100);
    await quiet();
    expect(answers).toBe(2);
  });

  test('closes its watches a minute after its last viewer, and the Events watch when no Service of the namespace needs it', async () => {
    const { live, sources, clock } = helloFixture();
    sources.put(SUMMARY.service, knativeService({ name: 'other' }));
    await snapshotOf(live, HELLO);
    await snapshotOf(live, 'service/default/other');
    clock.advance(30_000);
    await snapshotOf(live, HELLO);
    clock.advance(59_999);
    const stopped = () =>
      [DEPLOYMENTS, DEPLOYMENTS.replace('=hello', '=other'), POD_EVENTS].map((id) => sources.get(id).stopped);
    expect(stopped()).toEqual([false, true, false]);
    clock.advance(1);
    expect(stopped()).toEqual([true, true, true]);
  });

  test('an open stream keeps it open', async () => {
    const { live, sources, clock, viewers } = helloFixture();
    const client = new LiveClient([HELLO], clock);
    client.connect(live);
    for (let seconds = 0; seconds < 300; seconds += 20) {
      clock.advance(20_000);
      await quiet();
    }
    expect(sources.get(DEPLOYMENTS).stopped).toBe(false);
    client.disconnect();
    clock.advance(60_000);
    expect([sources.get(DEPLOYMENTS).stopped, viewers]).toEqual([true, [1, 0]]);
  });

  test('a name without a Service shows the Route and Configuration that were created by hand, and follows them', async () => {
    const { live, sources } = liveFixture();
    const byHand = <T extends { metadata: object }>(object: T): T => ({
      ...object,
      metadata: { ...object.metadata, labels: {}, ownerReferences: [] },
    });
    sources.put(SUMMARY.route, byHand(route(knativeService())));
    sources.put(SUMMARY.configuration, byHand(configuration(knativeService())));
    const { head, nodes } = await snapshotOf(live, HELLO);
    expect([head, Object.values(nodes ?? {}).map(({ kind, ready }) => `${kind} ${ready}`)]).toEqual([
      undefined,
      ['Route True', 'Configuration True'],
    ]);
    sources.delete(SUMMARY.route, 'default/hello');
    expect(Object.keys((await snapshotOf(live, HELLO)).nodes ?? {})).toHaveLength(1);
    // A Service that takes over the name owns what it creates.
    sources.put(SUMMARY.service, knativeService());
    sources.put(SUMMARY.configuration, configuration(knativeService()));
    expect((await snapshotOf(live, HELLO)).head?.head?.summary.name).toBe('hello');
  });

  test('the domains that lead to a Service are in its head', async () => {
    const { live, sources } = helloFixture();
    const mapping = (host: string, name: string) => ({
      apiVersion: 'serving.knative.dev/v1beta1',
      kind: 'DomainMapping',
      metadata: metadata(host),
      spec: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name } },
      status: { url: `http://${host}`, conditions: [condition('Ready', 'True')] },
    });
    sources.put(
      'domainmappings.serving.knative.dev@default',
      mapping('shop.example.org', 'hello'),
      mapping('other.example.org', 'other'),
    );
    const { head } = await snapshotOf(live, HELLO);
    expect(head?.head?.mappings.map(({ url }) => url)).toEqual(['http://shop.example.org']);
  });

  test('a chart continues while nothing changes', async () => {
    const { live, clock } = helloFixture();
    const client = new LiveClient([HELLO], clock);
    client.connect(live);
    for (let second = 0; second < 31; second++) {
      clock.advance(1_000);
      await quiet();
    }
    expect([...client.store.values(HELLO, 'samples').values()].map(({ at }) => at - clock.now())).toEqual([
      -31_000, -16_000, -1_000,
    ]);
  });
});

test('a label that leads to no Service affects no row', async () => {
  const { live, sources } = liveFixture();
  sources.put(SUMMARY.pod, pod({ metadata: { labels: { [LABEL.revision]: 'x' } } }));
  expect((await snapshotOf(live, 'services')).services ?? {}).toEqual({});
});

test('stopping sends a goodbye, stops every watch and leaves no timer behind', async () => {
  const { live, sources, clock } = helloFixture();
  const client = new LiveClient(['cluster', HELLO], clock);
  client.connect(live);
  await quiet();
  await live.stop();
  await quiet();
  expect(client.messages.at(-1)).toEqual({ type: 'bye' });
  expect([...sources.byId.values()].filter(({ stopped }) => !stopped)).toEqual([]);
  expect(clock.alarmCount).toBe(0);
});
