import { expect, it } from 'vitest';
import type { SourceState } from '#lib/kubernetes/source.ts';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import type { Live } from '#server/live/live.ts';
import { knativeService } from '#tests/builders.ts';
import { FakeSources, SUMMARY } from '#tests/fake-source.ts';
import { quiet } from '#tests/live-client.ts';
import { liveFixture } from '#tests/live-fixture.ts';

// What is watched for a user who may list only some of it.

const FORBIDDEN: Partial<SourceState> = { phase: 'forbidden', synced: false, error: 'services is forbidden' };
const WIDE = Object.values(SUMMARY);
const inNamespace = (namespace: string) =>
  WIDE.map((id) => (id.includes('?') ? id.replace('?', `@${namespace}?`) : `${id}@${namespace}`)).sort();
const named = (key: string) => {
  const [namespace, name] = key.split('/');
  return `${SUMMARY.service}@${namespace}?metadata.name=${name}`;
};
const collections = async (live: Live, topic: Topic) =>
  (JSON.parse(await live.snapshot(topic, SYSTEM)) as SnapshotMessage).collections;

/** A user who may list nothing cluster-wide, and nothing in these namespaces. */
function forbidden(...namespaces: string[]): FakeSources {
  const sources = new FakeSources();
  for (const id of [...WIDE, ...namespaces.flatMap(inNamespace)]) sources.setState(id, FORBIDDEN);
  return sources;
}

it('a user who may not list the whole cluster gets the context’s namespace, and the whole cluster is still retried', async () => {
  const sources = forbidden();
  sources.put(
    `${SUMMARY.service}@team-a`,
    knativeService({ name: 'theirs', metadata: { namespace: 'team-a' } }),
  );
  const { live } = liveFixture({ sources, contextNamespace: 'team-a' });
  expect(sources.openIds()).toEqual([...WIDE].sort());
  sources.setState(SUMMARY.service, { error: 'still forbidden' });
  expect(sources.openIds()).toEqual([SUMMARY.service, ...inNamespace('team-a')].sort());
  expect(Object.keys((await collections(live, 'services')).services ?? {})).toEqual(['team-a/theirs']);
  const { cluster, sources: views } = await collections(live, 'cluster');
  expect(cluster?.['cluster']).toMatchObject({
    namespaces: ['team-a'],
    namespacesFrom: 'context',
    synced: true,
  });
  expect(Object.keys(views ?? {}).sort()).toEqual(inNamespace('team-a'));
  await live.stop();
  expect(sources.openIds()).toEqual([]);
});

it('the whole cluster takes over when it may be listed, and no row disappears in the meantime', async () => {
  const sources = forbidden();
  const theirs = knativeService({ name: 'theirs', metadata: { namespace: 'team-a' } });
  sources.put(`${SUMMARY.service}@team-a`, theirs);
  const { live } = liveFixture({ sources, contextNamespace: 'team-a' });
  sources.setState(SUMMARY.service, FORBIDDEN);
  const rows = async () => Object.keys((await collections(live, 'services')).services ?? {}).sort();
  for (const id of WIDE) sources.stateOf.set(id, { phase: 'listing', synced: false });
  sources.put(SUMMARY.service, theirs, knativeService({ name: 'ours' }));
  sources.setState(SUMMARY.service, { phase: 'live', synced: true });
  expect(await rows()).toEqual(['default/ours', 'team-a/theirs']);
  for (const id of WIDE) sources.setState(id, { phase: 'live', synced: true });
  expect(sources.openIds()).toEqual([...WIDE].sort());
  expect(await rows()).toEqual(['default/ours', 'team-a/theirs']);
  const { cluster } = await collections(live, 'cluster');
  expect(cluster?.['cluster']).toMatchObject({ namespaces: null, namespacesFrom: 'cluster' });
  await live.stop();
});

it('permissions that are revoked while the whole cluster is shown do not narrow the view: what was seen is kept', async () => {
  const sources = new FakeSources();
  sources.put(SUMMARY.service, knativeService());
  const { live } = liveFixture({ sources, contextNamespace: 'team-a' });
  sources.setState(SUMMARY.service, { phase: 'forbidden', synced: true });
  expect(sources.openIds()).toEqual([...WIDE].sort());
  await live.stop();
});

it('a Service that may be read only by name opens, with what may be read of it', async () => {
  const sources = forbidden('default');
  for (const kind of ['route', 'configuration', 'kIngress'] as const)
    sources.setState(`${SUMMARY[kind]}@default?metadata.name=hello`, FORBIDDEN);
  sources.put(
    named('default/hello'),
    knativeService({ traffic: [{ latestRevision: true, percent: 100, tag: 'mine' }] }),
  );
  const { live, clock } = liveFixture({ sources, contextNamespace: 'default' });
  sources.setState(SUMMARY.service, FORBIDDEN);
  const before = sources.openIds();
  const topic = await collections(live, 'service/default/hello');
  expect(topic.head?.['head']?.specTraffic).toEqual([{ latestRevision: true, percent: 100, tag: 'mine' }]);
  expect(topic.sources?.[named('default/hello')]?.phase).toBe('live');
  expect(topic.sources?.[`${SUMMARY.route}@default?metadata.name=hello`]?.phase).toBe('forbidden');
  clock.advance(60_000);
  expect(sources.openIds()).toEqual(before);
  await live.stop();
});

it('a name that does not exist, or may not be read, costs one watch while it has viewers', async () => {
  const sources = forbidden('default');
  sources.setState(named('default/secret'), FORBIDDEN);
  const { live } = liveFixture({ sources, contextNamespace: 'default' });
  sources.setState(SUMMARY.service, FORBIDDEN);
  const before = sources.openIds();
  for (const name of ['gone', 'secret']) {
    const abort = new AbortController();
    const topics = [{ topic: `service/default/${name}` as const, cursor: null }];
    void live.openStream({ topics, caller: SYSTEM, signal: abort.signal }).pipeTo(new WritableStream());
    await quiet();
    expect(sources.openIds()).toEqual([...before, named(`default/${name}`)].sort());
    expect((await collections(live, `service/default/${name}`)).head).toBeUndefined();
    abort.abort();
    await quiet();
    expect(sources.openIds()).toEqual(before);
  }
  await live.stop();
});

it('a Service that is created under a viewed name is shown', async () => {
  const sources = forbidden('default');
  const { live } = liveFixture({ sources, contextNamespace: 'default' });
  sources.setState(SUMMARY.service, FORBIDDEN);
  const abort = new AbortController();
  const topics = [{ topic: 'service/default/late' as const, cursor: null }];
  void live.openStream({ topics, caller: SYSTEM, signal: abort.signal }).pipeTo(new WritableStream());
  await quiet();
  sources.put(named('default/late'), knativeService({ name: 'late' }));
  expect((await collections(live, 'service/default/late')).head?.['head']?.summary.key).toBe('default/late');
  abort.abort();
  await live.stop();
});

it('chosen namespaces are never abandoned', async () => {
  const sources = forbidden();
  const { live } = liveFixture({ sources, namespaces: ['shop'], contextNamespace: 'team-a' });
  for (const id of inNamespace('shop')) sources.setState(id, FORBIDDEN);
  await collections(live, 'service/team-a/theirs');
  expect(sources.openIds().filter((id) => !id.includes('@shop'))).toEqual([]);
  await live.stop();
});
