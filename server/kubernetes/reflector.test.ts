import { afterEach, expect, test } from 'vitest';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { StoreChange } from '#lib/kubernetes/object-store.ts';
import { liveWatchFixture, podSpec, type WatchFixture, watchFixture } from '#tests/watch-fixture.ts';

let fixture: WatchFixture;
afterEach(() => fixture.close());

async function liveFixture() {
  fixture = await liveWatchFixture();
  return fixture;
}

test('lists, then follows events', async () => {
  const { server, reflector, stored } = await liveFixture();
  expect(stored()).toEqual(['a@101', 'b@102']);
  expect(reflector.store.get('default/a')).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  server.put({ name: 'c' });
  server.put({ name: 'a' });
  server.remove('b');
  await server.until(() => stored().join() === 'a@104,c@103');
  expect(server.lists()[0]?.query.toString()).toBe('limit=500');
  expect(Object.fromEntries(server.watches()[0]?.query ?? [])).toEqual({
    allowWatchBookmarks: 'true',
    resourceVersion: '102',
    timeoutSeconds: '240',
    watch: 'true',
  });
});

test('lists and watches what its spec selects, and trims it', async () => {
  fixture = await watchFixture({
    ...podSpec,
    namespace: 'shop',
    labelSelector: 'app=x',
    fieldSelector: 'status.phase=Running',
    trim: (object) => ({ ...object, kind: 'Trimmed' }),
  });
  const { server, reflector, live } = fixture;
  server.put({ name: 'a' });
  void reflector.start();
  await live();
  for (const { path, query } of server.requests) {
    expect(path).toBe('/api/v1/namespaces/shop/pods');
    expect([query.get('labelSelector'), query.get('fieldSelector')]).toEqual([
      'app=x',
      'status.phase=Running',
    ]);
  }
  server.put({ name: 'b' });
  await server.until(() => reflector.store.size === 2);
  expect([...reflector.store.values()].map(({ kind }) => kind)).toEqual(['Trimmed', 'Trimmed']);
});

test('reads a list page by page', async () => {
  fixture = await watchFixture();
  const { server, reflector, stored, live } = fixture;
  server.pageSize = 2;
  for (const name of ['a', 'b', 'c', 'd', 'e']) server.put({ name });
  void reflector.start();
  await live();
  expect(stored()).toHaveLength(5);
  expect(server.lists()).toHaveLength(3);
});

test('restarts a list once when its continue token expires halfway', async () => {
  fixture = await watchFixture();
  fixture.server.pageSize = 2;
  for (const name of ['a', 'b', 'c']) fixture.server.put({ name });
  fixture.server.onList = (token) => {
    if (token !== null && fixture.server.lists().length === 2) fixture.server.expire();
  };
  void fixture.reflector.start();
  await fixture.live();
  expect(fixture.stored()).toHaveLength(3);
  expect(fixture.server.lists().map(({ query }) => query.get('continue') !== null)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('is live only while a watch is open, and synced once a list has come', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector, live } = fixture;
  const seen: string[] = [];
  reflector.onState(() => seen.push(`${reflector.state().phase} ${reflector.state().synced}`));
  const began = clock.now();
  expect(reflector.state()).toEqual({
    phase: 'listing',
    synced: false,
    since: began,
    heardAt: null,
    error: '',
    unreadable: [],
  });
  clock.advance(10);
  void reflector.start();
  await live();
  expect(seen).toEqual(['listing true', 'live true']);
  expect(reflector.state()).toEqual({
    phase: 'live',
    synced: true,
    since: began + 10,
    heardAt: began + 10,
    error: '',
    unreadable: [],
  });
  clock.advance(1000);
  server.bookmark();
  await server.until(() => reflector.state().heardAt === began + 1010);
  expect(seen).toHaveLength(2);
  expect(reflector.state().since).toBe(began + 10);
});

test('reports a recreated object as deleted and added', async () => {
  const { server, reflector } = await liveFixture();
  const changes: StoreChange[] = [];
  reflector.store.subscribe((some) => changes.push(...some));
  server.dropConnections();
  server.put({ name: 'a', uid: 'other' });
  server.openWatches.forgetEvents();
  server.expire();
  await server.until(() => reflector.state().phase === 'reconnecting');
  fixture.clock.advance(800);
  await server.until(() => changes.length > 0);
  expect(changes.map(({ type, object }) => `${type} ${object.metadata.uid}`)).toEqual([
    'deleted uid-a',
    'upserted other',
  ]);
});

test('reports the changes of one chunk in one step', async () => {
  const { server, reflector } = await liveFixture();
  const steps: number[] = [];
  reflector.store.subscribe((changes) => steps.push(changes.length));
  const event = (name: string, version: string) =>
    JSON.stringify({
      type: 'ADDED',
      object: {
        metadata: { name, namespace: 'default', uid: name, resourceVersion: version, creationTimestamp: '' },
      },
    });
  await server.openWatches.sendBytes([`${event('c', '200')}\n${event('d', '201')}\n${event('e', '202')}\n`]);
  await server.until(() => reflector.store.size === 5);
  expect(steps).toEqual([3]);
});

test('joins lines and characters that arrive in chunks', async () => {
  const { server, reflector } = await liveFixture();
  const object = {
    metadata: {
      name: 'ü',
      namespace: 'default',
      uid: '€',
      resourceVersion: '200',
      creationTimestamp: '',
      labels: { x: '🚰' },
    },
  };
  const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`);
  await server.openWatches.sendBytes([...bytes].map((byte) => Uint8Array.of(byte)));
  await server.until(() => reflector.store.get('default/ü') !== undefined);
  expect(reflector.store.get('default/ü')?.metadata).toMatchObject({ uid: '€', labels: { x: '🚰' } });
});

test('continues when a listener throws', async () => {
  const { server, reflector, log } = await liveFixture();
  reflector.store.subscribe(() => {
    throw new Error('listener');
  });
  const seen: number[] = [];
  reflector.store.subscribe((changes) => seen.push(changes.length));
  server.put({ name: 'c' });
  await server.until(() => seen.length === 1);
  expect(log.lines).toHaveLength(1);
  expect(reflector.state().phase).toBe('live');
});

test('runs once however often it is started', async () => {
  const { server, reflector } = await liveFixture();
  const first = reflector.start();
  expect(reflector.start()).toBe(first);
  expect(server.lists()).toHaveLength(1);
});

test('does nothing after a stop during a list', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector } = fixture;
  server.reply('list', 'hold');
  void reflector.start();
  await server.until(() => server.lists().length === 1);
  await reflector.stop();
  await reflector.start();
  expect(server.watches()).toHaveLength(0);
  expect(clock.alarmCount).toBe(0);
});

test('does nothing after a stop of an open watch', async () => {
  const { server, clock, reflector, stored } = await liveFixture();
  await reflector.stop();
  server.put({ name: 'c' });
  await server.until(() => server.openWatches.count === 0);
  expect(stored()).toHaveLength(2);
  expect(clock.alarmCount).toBe(0);
  expect(reflector.state().phase).toBe('live');
});

test('does nothing after a stop during a delay', async () => {
  const { server, clock, reflector } = await liveFixture();
  server.dropConnections();
  await server.until(() => reflector.state().phase === 'reconnecting');
  const before = server.requests.length;
  await reflector.stop();
  clock.advance(100_000);
  expect(clock.alarmCount).toBe(0);
  expect(server.requests).toHaveLength(before);
});

test('does not start when it was stopped first', async () => {
  fixture = await watchFixture();
  await fixture.reflector.stop();
  await fixture.reflector.start();
  expect(fixture.server.requests).toHaveLength(0);
});

test('an unreadable object is named, and the rest of its kind is kept', async () => {
  const trim = (object: KubeObject): KubeObject => {
    if ('broken' in object) throw new TypeError('t.map is not a function');
    return object;
  };
  fixture = await watchFixture({ ...podSpec, trim });
  const { server, reflector, stored, live, log } = fixture;
  server.put({ name: 'a' });
  server.put({ name: 'b', broken: true });
  void reflector.start();
  await live();
  expect(stored()).toEqual(['a@101']);
  expect(reflector.state()).toMatchObject({ phase: 'live', synced: true, unreadable: ['default/b'] });
  expect(log.lines).toMatchObject([{ fields: { object: 'default/b', why: 't.map is not a function' } }]);
  const told: (readonly string[])[] = [];
  reflector.onState(() => told.push(reflector.state().unreadable));
  // What was readable before stays as it was.
  server.put({ name: 'a', broken: true });
  server.put({ name: 'c' });
  await server.until(() => stored().join() === 'a@101,c@104');
  server.put({ name: 'b' });
  server.remove('a');
  await server.until(() => stored().join() === 'b@105,c@104');
  expect(told.at(0)).toEqual(['default/a', 'default/b']);
  expect(told.at(-1)).toEqual([]);
  expect(server.lists()).toHaveLength(1);
});

test.each([
  ['null', null],
  ['a text', 'pod'],
  ['without metadata', {}],
  ['without a name', { metadata: { uid: 'u', resourceVersion: '1' } }],
  ['without a uid', { metadata: { name: 'x', resourceVersion: '1' } }],
])('a list item that is %s does not affect the rest of its kind', async (_name, item) => {
  fixture = await watchFixture();
  const { server, reflector, stored, live } = fixture;
  const good = { metadata: { name: 'good', uid: 'u', resourceVersion: '7' } };
  const body = { kind: 'PodList', metadata: { resourceVersion: '7' }, items: [item, good] };
  server.reply('list', { status: 200, body }, 1);
  void reflector.start();
  await live();
  expect(stored()).toEqual(['good@7']);
  expect(reflector.state().unreadable).toHaveLength(1);
});
