import { afterEach, expect, test } from 'vitest';
import { podSpec, watchFixture } from '#tests/watch-fixture.ts';

let fixture: Awaited<ReturnType<typeof watchFixture>>;
afterEach(() => fixture.close());

test('lists, then follows events', async () => {
  fixture = await watchFixture();
  const { server, reflector, stored, live } = fixture;
  server.put({ name: 'a' });
  void reflector.start();
  await live();
  expect(stored()).toEqual(['a@101']);
  expect(reflector.store.get('default/a')).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  server.put({ name: 'b' });
  server.put({ name: 'a' });
  server.remove('b');
  await server.until(() => stored().join() === 'a@103');
  expect(server.lists()[0]?.query.get('limit')).toBe('500');
  expect(Object.fromEntries(server.watches()[0]?.query ?? [])).toEqual({
    allowWatchBookmarks: 'true',
    resourceVersion: '101',
    timeoutSeconds: '240',
    watch: 'true',
  });
  expect(podSpec.id).toBe('pods');
});

test('calls itself reconnecting at once when the connection is reset, and heals after the first delay', async () => {
  fixture = await watchFixture();
  const { server, clock, reflector, stored, live } = fixture;
  void reflector.start();
  await live();
  server.dropConnections();
  await server.until(() => reflector.state().phase === 'reconnecting');
  server.put({ name: 'meanwhile' });
  expect(clock.nextInMs).toBe(800);
  clock.advance(800);
  await live();
  await server.until(() => stored().join() === 'meanwhile@101');
  expect(server.lists()).toHaveLength(1);
});
