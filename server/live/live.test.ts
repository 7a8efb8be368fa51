import { describe, expect, test } from 'vitest';
import { LABEL } from '#lib/knative/labels.ts';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { SYSTEM } from '#server/caller.ts';
import { MAX_OPENED_PER_CALLER } from '#server/live/detail-tier.ts';
import { type Live, MAX_STREAMS_PER_CALLER } from '#server/live/live.ts';
import { TooManyError } from '#server/live/too-many-error.ts';
import {
  CREATED,
  condition,
  configuration,
  coreEvent,
  knativeService,
  metadata,
  ownedBy,
  pod,
  podAutoscaler,
  revision,
  route,
  waitingStatus,
} from '#tests/builders.ts';
import { SUMMARY } from '#tests/fake-source.ts';
import { LiveClient, quiet } from '#tests/live-client.ts';
import { liveFixture } from '#tests/live-fixture.ts';

const HELLO: Topic = 'service/default/hello';
const DEPLOYMENTS = 'deployments.apps@default?serving.knative.dev/service=hello';
const FULL_REVISIONS = 'revisions.serving.knative.dev@default?serving.knative.dev/service=hello';
const POD_EVENTS = 'events@default?involvedObject.kind=Pod';

async function snapshot(live: Live, topic: Topic): Promise<SnapshotMessage['collections']> {
  return (JSON.parse(await live.snapshot(topic, SYSTEM)) as SnapshotMessage).collections;
}

/** One Service with all that the summary tier watches of it. */
function helloFixture() {
  const fixture = liveFixture();
  const service = knativeService();
  const config = configuration(service);
  const made = revision({ metadata: { ownerReferences: [ownedBy(config)] } });
  fixture.sources.put(SUMMARY.service, service);
  fixture.sources.put(SUMMARY.route, route(service));
  fixture.sources.put(SUMMARY.configuration, config);
  fixture.sources.put(SUMMARY.revision, made);
  fixture.sources.put(SUMMARY.podAutoscaler, podAutoscaler());
  fixture.sources.put(SUMMARY.pod, pod());
  return { ...fixture, service, revision: made };
}

describe('the topic cluster', () => {
  test('says what is known of the cluster and how each watch is doing', async () => {
    const { live, sources } = liveFixture();
    expect((await snapshot(live, 'cluster')).cluster?.cluster?.synced).toBe(true);
    sources.get(SUMMARY.pod).set({ phase: 'reconnecting', since: 5_000, error: 'connection refused' });
    const after = await snapshot(live, 'cluster');
    expect(after.sources?.[SUMMARY.pod]).toMatchObject({
      phase: 'reconnecting',
      since: '1970-01-01T00:00:05.000Z',
    });
    expect(Object.keys(after.sources ?? {})).toHaveLength(7);
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
    expect([live.sourcesState().synced, (await snapshot(live, 'cluster')).cluster?.cluster?.synced]).toEqual([
      synced,
      synced,
    ]);
  });
});

describe('what is said of a Service', () => {
  const row = async (live: Live) => {
    const rows = (await snapshot(live, 'services')).services;
    const { state, headline, since, harm } = rows?.['default/hello'] ?? {};
    return { state, headline, since, harm: harm?.level };
  };
  const pulling = waitingStatus('ImagePullBackOff');

  test('names the cause of a failure after its pod is gone, until the revision is gone too', async () => {
    const { live, sources } = helloFixture();
    const starting = condition('Ready', 'Unknown', 'Deploying');
    sources.put(SUMMARY.service, knativeService({ latest: 2, latestReady: 1, ready: starting }));
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: starting, replicas: 1 }));
    sources.put(SUMMARY.pod, pod({ generation: 2, status: pulling }));
    expect((await row(live)).headline).toBe(
      'hello-00002 cannot pull its image; whether requests are answered is not known',
    );

    const given = condition('Ready', 'False', 'ProgressDeadlineExceeded', 'Initial scale was never achieved');
    sources.delete(SUMMARY.pod, 'default/hello-00002-deployment-a');
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given }));
    expect((await row(live)).headline).toContain('hello-00002 cannot pull its image;');

    // The same name under another uid is another revision.
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given, metadata: { uid: 'another' } }));
    expect((await row(live)).headline).toContain('hello-00002 did not become ready in time;');
  });

  test('turns by time alone: a revision whose pods do not get ready fails after two minutes', async () => {
    const { live, sources, clock } = helloFixture();
    clock.advance(Date.parse(CREATED) - clock.now());
    const pending = { phase: 'Pending', conditions: [condition('Ready', 'False')] };
    sources.put(SUMMARY.pod, pod({ status: pending }));
    expect((await row(live)).state).toBe('steady');
    clock.advance(START_LIMIT_MS - 1);
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'unknown' });
    clock.advance(1);
    expect(await row(live)).toMatchObject({
      state: 'failing',
      headline: 'hello-00001 has no ready pod: every request fails',
      harm: 'hurting',
    });
  });

  test('judges by what is readable: without pods by the counts of the autoscaler, without Revisions by that too, else not at all', async () => {
    const { live, sources } = helloFixture();
    sources.get(SUMMARY.pod).store.replace([]);
    sources.get(SUMMARY.pod).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'none' });
    sources.get(SUMMARY.revision).store.replace([]);
    expect(await row(live)).toMatchObject({ state: 'failing', harm: 'hurting' });
    sources.get(SUMMARY.revision).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'none' });
    sources.get(SUMMARY.podAutoscaler).store.replace([]);
    sources.get(SUMMARY.podAutoscaler).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({
      state: 'degraded',
      headline: 'hello-00001 cannot be seen here: whether requests are answered is not known',
      harm: 'unknown',
    });
  });

  test("knows another Service's revision that its traffic names from one that is gone, and follows it", async () => {
    const { live, sources } = helloFixture();
    const traffic = [{ revisionName: 'other-00001', percent: 100 }];
    sources.put(SUMMARY.service, knativeService({ traffic }));
    sources.put(SUMMARY.route, route(knativeService({ traffic })));
    expect((await row(live)).headline).toBe('other-00001 does not exist: every request fails');
    sources.put(SUMMARY.revision, revision({ service: 'other' }));
    expect(await row(live)).toMatchObject({ state: 'pinnedBehind', harm: 'none' });
    sources.put(SUMMARY.pod, pod({ service: 'other', status: waitingStatus('CrashLoopBackOff', 1) }));
    sources.put(SUMMARY.revision, revision({ service: 'other', replicas: 1 }));
    expect((await row(live)).headline).toBe('other-00001 crashes with exit code 1: every request fails');
    const { head } = await snapshot(live, HELLO);
    expect(head?.head?.strangers['other-00001']).toMatchObject({ ofService: 'other', state: 'fails' });
    sources.delete(SUMMARY.revision, 'default/other-00001');
    expect((await row(live)).headline).toBe('other-00001 does not exist: every request fails');
  });
});

describe('the topic services', () => {
  test('shows nothing of a Service until every kind has listed', async () => {
    const { live, sources } = helloFixture();
    sources.get(SUMMARY.pod).set({ phase: 'listing', synced: false });
    expect((await snapshot(live, 'services')).services).toBeUndefined();
    sources.get(SUMMARY.pod).set({ phase: 'live', synced: true });
    expect(Object.keys((await snapshot(live, 'services')).services ?? {})).toEqual(['default/hello']);
  });

  test('waits 5 s for a kind that does not list, and goes on without it', async () => {
    const { live, sources, clock } = helloFixture();
    sources.get(SUMMARY.pod).set({ phase: 'reconnecting', synced: false });
    clock.advance(4_999);
    expect((await snapshot(live, 'services')).services).toBeUndefined();
    clock.advance(1);
    expect(Object.keys((await snapshot(live, 'services')).services ?? {})).toEqual(['default/hello']);
  });

  test('follows a Service from its first sight to its deletion', async () => {
    const { live, sources } = helloFixture();
    expect((await snapshot(live, 'services')).services?.['default/hello']).toMatchObject({
      state: 'steady',
      pods: { ready: 1, desired: 1 },
      images: ['example.com/hello:1'],
    });
    sources.delete(SUMMARY.service, 'default/hello');
    expect((await snapshot(live, 'services')).services).toEqual({});
  });

  test('the first rows are the worst, with the cursor from which the rest follows', async () => {
    const { live, sources } = liveFixture();
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
  test('joins the summary tier with its own watches', async () => {
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
    const { head, revisions, nodes, pods, events, splits, samples } = await snapshot(live, HELLO);
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
    expect((await snapshot(live, HELLO)).head ?? {}).toEqual({});
    sources.put(SUMMARY.service, knativeService());
    expect(Object.keys((await snapshot(live, HELLO)).head ?? {})).toEqual(['head']);
  });

  test('a kind that is refused or not there degrades only itself, and is named', async () => {
    const { live, sources } = helloFixture();
    sources.initialState = { phase: 'forbidden', synced: false, error: 'deployments.apps is forbidden' };
    const { sources: views, head } = await snapshot(live, HELLO);
    expect(views?.[DEPLOYMENTS]).toMatchObject({
      phase: 'forbidden',
      tier: 'detail',
      error: 'deployments.apps is forbidden',
    });
    expect(head?.head).toBeDefined();
  });

  test('waits for its watches, but not for ever', async () => {
    const { live, sources, clock } = helloFixture();
    sources.initialState = { phase: 'listing', synced: false };
    let answers = 0;
    const ask = () => void snapshot(live, HELLO).then(() => (answers += 1));
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

  test('closes its watches a minute after its last viewer, and Events when no Service of the namespace needs them', async () => {
    const { live, sources, clock } = helloFixture();
    sources.put(SUMMARY.service, knativeService({ name: 'other' }));
    await snapshot(live, HELLO);
    await snapshot(live, 'service/default/other');
    clock.advance(30_000);
    await snapshot(live, HELLO);
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

  test('Events about a Service of the same name that is gone are not shown', async () => {
    const { live, sources, service } = helloFixture();
    const about = (uid: string) => ({
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      name: 'hello',
      uid,
    });
    sources.put(
      'events@default?involvedObject.apiVersion=serving.knative.dev/v1',
      coreEvent({ metadata: metadata('old'), involvedObject: about(service.metadata.uid) }),
      coreEvent({ metadata: metadata('new'), involvedObject: about('uid-again') }),
    );
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {})).toEqual(['uid-old']);
    sources.put(SUMMARY.service, knativeService({ metadata: { uid: 'uid-again' } }));
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {})).toEqual(['uid-new']);
    sources.delete(SUMMARY.service, 'default/hello');
    expect((await snapshot(live, HELLO)).events ?? {}).toEqual({});
  });

  test('Events of pods and Deployments of a deleted namesake are not shown; those of pods that nobody saw are', async () => {
    const { live, sources } = helloFixture();
    const later = '2026-01-01T00:10:00Z';
    const about = (name: string, kind: string, object: string, uid: string, at: string) =>
      coreEvent({
        metadata: metadata(name),
        involvedObject: { kind, name: `hello-00001-deployment${object}`, uid },
        firstTimestamp: at,
        lastTimestamp: at,
      });
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('hello-00001-deployment', {
        uid: 'uid-deployment-new',
        ownerReferences: [ownedBy(revision())],
        labels: { [LABEL.service]: 'hello' },
      }),
    };
    sources.put(DEPLOYMENTS, deployment);
    sources.put(
      POD_EVENTS,
      about('before', 'Pod', '-x-1', 'uid-x', '2025-12-31T23:59:59Z'),
      about('gone', 'Pod', '-x-2', 'uid-y', later),
    );
    sources.put(
      'events@default?involvedObject.kind=Deployment',
      about('namesake', 'Deployment', '', 'uid-deployment-old', later),
      about('own', 'Deployment', '', 'uid-deployment-new', later),
    );
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {}).sort()).toEqual(['uid-gone', 'uid-own']);
  });

  test.each([
    ['that is gone', true],
    ['that still ends', false],
  ])('Events of a pod %s, seen of a namesake while the page was open, are not those of the Service that followed', async (_what, isGone) => {
    const { live, sources } = helloFixture();
    const killing = coreEvent({
      metadata: metadata('killing'),
      involvedObject: { kind: 'Pod', ...pod().metadata },
      lastTimestamp: '2026-01-01T00:10:00Z',
      firstTimestamp: '2026-01-01T00:10:00Z',
    });
    sources.put(POD_EVENTS, killing);
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {})).toEqual(['uid-killing']);
    if (isGone) sources.delete(SUMMARY.pod, 'default/hello-00001-deployment-a');
    sources.put(SUMMARY.service, knativeService({ metadata: { uid: 'uid-again' } }));
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {})).toEqual([]);
  });

  test('a Service that was out of sight for a while has its Events again', async () => {
    const { live, sources } = helloFixture();
    const started = coreEvent({
      metadata: metadata('started'),
      involvedObject: { kind: 'Pod', ...pod().metadata },
      lastTimestamp: '2026-01-01T00:10:00Z',
    });
    sources.put(POD_EVENTS, started);
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {})).toEqual(['uid-started']);
    sources.delete(SUMMARY.service, 'default/hello');
    expect((await snapshot(live, HELLO)).events ?? {}).toEqual({});
    sources.put(SUMMARY.service, knativeService());
    expect(Object.keys((await snapshot(live, HELLO)).events ?? {})).toEqual(['uid-started']);
  });

  test('a failure that this server did not see is told from its Events, on the overview too', async () => {
    const { live, sources } = helloFixture();
    const given = condition('Ready', 'False', 'ProgressDeadlineExceeded', 'Initial scale was never achieved');
    sources.put(SUMMARY.service, knativeService({ latest: 2, latestReady: 1, ready: given }));
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given }));
    sources.put(
      POD_EVENTS,
      coreEvent({
        metadata: metadata('backoff'),
        involvedObject: { kind: 'Pod', name: 'hello-00002-deployment-x-1', uid: 'uid-gone' },
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off pulling image "example.com/hello:2"',
        firstTimestamp: '2026-01-01T00:10:00Z',
        lastTimestamp: '2026-01-01T00:10:00Z',
      }),
    );
    expect((await snapshot(live, 'services')).services?.['default/hello']?.headline).toContain(
      'did not become ready in time; the cause is not known any more, as its pods are gone',
    );
    await snapshot(live, HELLO);
    expect((await snapshot(live, 'services')).services?.['default/hello']?.headline).toContain(
      'hello-00002 cannot pull its image',
    );
  });

  test('a name without a Service tells of the Route and Configuration that somebody made by hand, and follows them', async () => {
    const { live, sources } = liveFixture();
    const byHand = <T extends { metadata: object }>(object: T): T => ({
      ...object,
      metadata: { ...object.metadata, labels: {}, ownerReferences: [] },
    });
    sources.put(SUMMARY.route, byHand(route(knativeService())));
    sources.put(SUMMARY.configuration, byHand(configuration(knativeService())));
    const { head, nodes } = await snapshot(live, HELLO);
    expect([head, Object.values(nodes ?? {}).map(({ kind, ready }) => `${kind} ${ready}`)]).toEqual([
      undefined,
      ['Route True', 'Configuration True'],
    ]);
    sources.delete(SUMMARY.route, 'default/hello');
    expect(Object.keys((await snapshot(live, HELLO)).nodes ?? {})).toHaveLength(1);
    // A Service that takes the name over owns what it makes.
    sources.put(SUMMARY.service, knativeService());
    sources.put(SUMMARY.configuration, configuration(knativeService()));
    expect((await snapshot(live, HELLO)).head?.head?.summary.name).toBe('hello');
  });

  test('the domains that lead to a Service stand in its head', async () => {
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
    const { head } = await snapshot(live, HELLO);
    expect(head?.head?.mappings.map(({ url }) => url)).toEqual(['http://shop.example.org']);
  });

  test('a chart goes on while nothing changes', async () => {
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

describe('streams', () => {
  const person = { kind: 'local', via: 'cookie' } as const;
  const script = { kind: 'local', via: 'bearer' } as const;
  const open = (
    live: Live,
    caller: typeof person | typeof script,
    topics: readonly Topic[] = ['services'],
  ) => {
    const abort = new AbortController();
    const wanted = topics.map((topic) => ({ topic, cursor: null }));
    live.openStream({ topics: wanted, caller, signal: abort.signal });
    return () => abort.abort();
  };

  test('a caller has at most so many, and they do not keep another caller out', () => {
    const { live } = liveFixture();
    const close = Array.from({ length: MAX_STREAMS_PER_CALLER }, () => open(live, script));
    expect(() => open(live, script)).toThrow(TooManyError);
    expect(() => open(live, person)).not.toThrow();
    close[0]?.();
    expect(() => open(live, script)).not.toThrow();
  });

  test('one that is refused leaves nothing open', async () => {
    const { live, sources, viewers } = liveFixture();
    const names = Array.from({ length: MAX_OPENED_PER_CALLER + 1 }, (_, n) => `s${n}`);
    for (const name of names) sources.put(SUMMARY.service, knativeService({ name }));
    const topics = names.map((name): Topic => `service/default/${name}`);
    expect(() => open(live, person, topics)).toThrow(TooManyError);
    expect(viewers).toEqual([]);
    expect(() => open(live, person, topics.slice(1))).not.toThrow();
    await live.stop();
  });

  test('a topic named several times is one', () => {
    const { live } = helloFixture();
    const close = open(live, person, [HELLO, HELLO]);
    close();
    expect(live.watchedServices).toBe(1);
  });
});

test('a label that leads to no Service touches no row', async () => {
  const { live, sources } = liveFixture();
  sources.put(SUMMARY.pod, pod({ metadata: { labels: { [LABEL.revision]: 'x' } } }));
  expect((await snapshot(live, 'services')).services ?? {}).toEqual({});
});

test('stopping says goodbye, stops every watch and leaves no alarm behind', async () => {
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
