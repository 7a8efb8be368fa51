import { afterEach, expect, test } from 'vitest';
import { status } from '#tests/fake-replies.ts';
import { liveWatchFixture, type WatchFixture, watchFixture } from '#tests/watch-fixture.ts';

let fixture: WatchFixture;
afterEach(() => fixture.close());

async function liveFixture() {
  fixture = await liveWatchFixture();
  return fixture;
}

test('reports reconnecting immediately when the connection is reset, and resumes without a list', async () => {
  const { server, clock, reflector, stored, live } = await liveFixture();
  server.dropConnections();
  await server.until(() => reflector.state().phase === 'reconnecting');
  expect(reflector.state().error).not.toBe('');
  server.put({ name: 'meanwhile' });
  expect(clock.nextInMs).toBe(800);
  clock.advance(800);
  await live();
  await server.until(() => stored().join() === 'a@101,b@102,meanwhile@103');
  expect(server.lists()).toHaveLength(1);
});

test('backs off while the server is down, and recovers when it is back', async () => {
  const { server, clock, reflector, live } = await liveFixture();
  const { port } = server;
  await server.close();
  await server.until(() => reflector.state().phase === 'reconnecting');
  clock.advance(800);
  await clock.hasAlarms(1);
  await server.until(() => clock.nextInMs === 1600);
  expect(reflector.state().error).toContain('ECONNREFUSED');
  await server.listen(port);
  clock.advance(1600);
  await live();
  expect(reflector.state().error).toBe('');
});

test('backs off with growing delays on the first list', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector, live } = fixture;
  const release = server.reply('list', status(500, 'InternalError'));
  void reflector.start();
  for (const delay of [800, 1600, 3200, 6400]) {
    await server.until(() => clock.nextInMs === delay);
    expect(reflector.state()).toMatchObject({ phase: 'reconnecting', synced: false, error: 'InternalError' });
    clock.advance(delay);
  }
  await server.until(() => clock.nextInMs === 12_800);
  release();
  clock.advance(12_800);
  await live();
});

test('retries a throttled watch after the server’s Retry-After, without a list, and not sooner', async () => {
  const { server, clock, reflector, live } = await liveFixture();
  server.reply('watch', { ...status(429, 'TooManyRequests'), headers: { 'retry-after': '7' } }, 1);
  clock.advance(5000);
  server.openWatches.end();
  await server.until(() => clock.nextInMs === 7000);
  reflector.retryNow();
  expect(clock.nextInMs).toBe(7000);
  clock.advance(7000);
  await live();
  expect(server.lists()).toHaveLength(1);
});

test('retries a watch after a server error, from the same version', async () => {
  const { server, clock, reflector, live } = await liveFixture();
  server.event('ERROR', status(500, 'InternalError', 'etcd is away').body);
  await server.until(() => reflector.state().phase === 'reconnecting');
  expect(reflector.state().error).toBe('etcd is away');
  server.openWatches.forgetEvents();
  clock.advance(800);
  await live();
  expect(server.watches().map(({ query }) => query.get('resourceVersion'))).toEqual(['102', '102']);
  expect(server.lists()).toHaveLength(1);
});

test.each([
  'status',
  'event',
] as const)('relists immediately when its version has expired, reported by %s', async (expiry) => {
  const { server, clock, reflector, stored, live } = await liveFixture();
  server.bookmark();
  await server.until(() => reflector.state().heardAt !== null);
  clock.advance(5000);
  server.expiry = expiry;
  server.vanish('a');
  server.expire();
  server.openWatches.end();
  await server.until(() => server.lists().length === 2);
  await live();
  expect(stored()).toEqual(['b@102']);
});

test('relists when its version is newer than the server’s', async () => {
  const { server, clock, live } = await liveFixture();
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  server.bookmark();
  clock.advance(5000);
  server.reply('watch', status(504, 'Timeout', 'Too large resource version', { causes }), 1);
  server.put({ name: 'c' });
  await server.until(() => fixture.reflector.store.size === 3);
  server.openWatches.end();
  await server.until(() => server.lists().length === 2);
  await live();
  expect(server.watches().at(-1)?.query.get('resourceVersion')).toBe('104');
});

test('does not loop tightly when every listed version is expired', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector } = fixture;
  server.reply('watch', status(410, 'Expired'));
  void reflector.start();
  for (const delay of [800, 1600, 3200]) {
    await server.until(() => clock.nextInMs === delay);
    clock.advance(delay);
  }
  await server.until(() => clock.nextInMs === 6400);
  expect(server.lists()).toHaveLength(4);
});

test('immediately reopens a watch that ended normally, and stays live', async () => {
  const { server, clock, reflector } = await liveFixture();
  const seen: string[] = [];
  reflector.onState(() => seen.push(reflector.state().phase));
  for (const count of [2, 3]) {
    clock.advance(5000);
    server.openWatches.end();
    await server.until(() => server.watches().length === count && reflector.state().heardAt === clock.now());
  }
  expect(seen).toEqual([]);
  expect(server.lists()).toHaveLength(1);
});

test('waits when the server ends every watch immediately', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector } = fixture;
  server.openWatches.endsAtOnce = true;
  void reflector.start();
  for (const delay of [800, 1600, 3200]) {
    await server.until(() => clock.nextInMs === delay);
    clock.advance(delay);
  }
  await server.until(() => clock.nextInMs === 6400);
  expect(server.watches()).toHaveLength(4);
});

test('resumes from the version of a bookmark', async () => {
  const { server, clock, reflector } = await liveFixture();
  clock.advance(5000);
  server.bookmark();
  await server.until(() => reflector.state().heardAt === clock.now());
  server.openWatches.end();
  await server.until(() => server.watches().length === 2);
  expect(server.watches()[1]?.query.get('resourceVersion')).toBe('103');
});

test('reopens a silent watch after 90 s, without a delay and without reporting it as lost', async () => {
  const { server, clock, reflector } = await liveFixture();
  clock.advance(60_000);
  server.bookmark();
  await server.until(() => reflector.state().heardAt === clock.now());
  clock.advance(89_999);
  expect(server.watches()).toHaveLength(1);
  clock.advance(1);
  await server.until(() => server.watches().length === 2 && server.openWatches.count === 1);
  expect(reflector.state().phase).toBe('live');
  expect(server.lists()).toHaveLength(1);
});

test.each([
  [403, 'Forbidden', 'forbidden'],
  [404, 'NotFound', 'missing'],
  [401, 'Unauthorized', 'unauthorized'],
] as const)('reports when the cluster answers %i, and retries about every minute', async (code, reason, phase) => {
  fixture = await watchFixture();
  const { server, clock, reflector, live } = fixture;
  const release = server.reply('list', status(code, reason, `${reason}: pods`));
  void reflector.start();
  await server.until(() => reflector.state().phase === phase);
  expect(reflector.state()).toMatchObject({ phase, synced: false, error: `${reason}: pods` });
  if (code === 401) {
    clock.advance(800);
    await server.until(() => clock.nextInMs === 54_000);
  }
  expect(clock.nextInMs).toBe(54_000);
  release();
  clock.advance(54_000);
  await live();
});

test('asks for refreshed credentials once after a 401', async () => {
  fixture = await watchFixture();
  const { server, reflector, credentials, live } = fixture;
  server.reply('list', status(401, 'Unauthorized'), 1);
  void reflector.start();
  await live();
  expect(credentials.refreshes).toBe(1);
});

test.each([
  ['is not JSON', '{"type":"ADDED"\n'],
  ['carries no resourceVersion', '{"type":"ADDED","object":{"metadata":{"name":"x"}}}\n'],
])('relists when an event %s', async (words, line) => {
  const { server, clock, reflector, live } = await liveFixture();
  await server.openWatches.sendBytes([line]);
  await server.until(() => reflector.state().phase === 'reconnecting');
  expect(reflector.state().error).toContain(words);
  clock.advance(800);
  await live();
  expect(server.lists()).toHaveLength(2);
});

test('ignores an unknown event type', async () => {
  const { server, reflector, log } = await liveFixture();
  server.event('LATER', {});
  server.put({ name: 'c' });
  await server.until(() => reflector.store.size === 3);
  expect(log.lines.map(({ fields }) => fields)).toEqual([{ source: 'pods', type: 'LATER' }]);
});

test('retries immediately on request, and keeps a watch that has been active', async () => {
  const { server, clock, reflector, live } = await liveFixture();
  reflector.retryNow();
  expect(server.watches()).toHaveLength(1);
  server.dropConnections();
  await server.until(() => reflector.state().phase === 'reconnecting');
  reflector.retryNow();
  await live();
  clock.advance(5000);
  reflector.retryNow();
  await server.until(() => server.watches().length === 3);
  await live();
});

test('a list on a slow server gets growing timeouts, so that it completes', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector, live } = fixture;
  const release = server.reply('list', 'hold');
  void reflector.start();
  await server.until(() => server.lists().length === 1);
  // The API server is found to answer again every five seconds.
  for (let round = 0; round < 12; round++) {
    clock.advance(5_000);
    reflector.retryNow();
    let turns = 40;
    await server.until(() => turns-- === 0);
  }
  expect(server.lists()).toHaveLength(4);
  release();
  clock.advance(40_000);
  reflector.retryNow();
  await live();
  clock.advance(5_000);
  reflector.retryNow();
  await server.until(() => server.watches().length === 2);
});
