import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Source } from '#lib/kubernetes/source.ts';
import { createOpenSource, type OpenSources } from '#server/kubernetes/open-source.ts';
import { status } from '#tests/fake-replies.ts';
import { podSpec, watchFixture } from '#tests/watch-fixture.ts';

// Watches that stay open and deliver nothing while the API server answers every other request: a load balancer has lost the server side of
// the connection, or a proxy buffers what it receives.

let fixture: Awaited<ReturnType<typeof watchFixture>>;
let openSource: OpenSources;
let source: Source;

beforeEach(async () => {
  fixture = await watchFixture();
  const { client, clock, log, server } = fixture;
  server.put({ name: 'a' });
  openSource = createOpenSource({ client, clock, log, random: () => 0 });
  source = openSource(podSpec);
  await server.until(() => source.state().phase === 'live');
});
afterEach(async () => {
  await source.stop();
  await fixture.close();
});

/** Advances time second by second, and lets whatever it triggers finish. */
async function pass(seconds: number, isOver: () => boolean = () => false): Promise<number> {
  for (let passed = 0; passed < seconds; passed++) {
    if (isOver()) return passed;
    fixture.clock.advance(1_000);
    let turns = 40;
    await fixture.server.until(() => turns-- === 0);
  }
  return seconds;
}
const version = (name: string) => source.store.get(`default/${name}`)?.metadata.resourceVersion;
const shortWatches = () =>
  fixture.server.watches().filter(({ query }) => query.get('timeoutSeconds') === '1').length;

test('a change that a silent watch misses is shown within 20 seconds, and the watch is replaced', async () => {
  const { server, log } = fixture;
  openSource.setWatched(true);
  await pass(3);
  server.openWatches.mute();
  server.put({ name: 'b' });
  expect(await pass(20, () => version('b') !== undefined)).toBeLessThan(20);
  await server.until(() => source.state().phase === 'live');
  expect(log.lines.map(({ message }) => message)).toEqual([
    'watch: it is silent although its collection changed; reopening it',
  ]);
  // The next watch is not silent, and nothing was listed again.
  server.put({ name: 'c' });
  await server.until(() => version('c') !== undefined);
  expect(server.lists()).toHaveLength(1);
});

test('an idle watch is checked every twelve seconds while there are viewers, and never counts as lost', async () => {
  const phases: string[] = [];
  source.onState(() => phases.push(source.state().phase));
  await pass(60);
  expect(shortWatches()).toBe(0);
  openSource.setWatched(true);
  for (let minute = 0; minute < 2; minute++) {
    fixture.server.bookmark();
    await pass(60);
  }
  expect(shortWatches()).toBeGreaterThanOrEqual(8);
  expect(shortWatches()).toBeLessThanOrEqual(10);
  expect({ phases, opened: fixture.server.watches().length - shortWatches() }).toEqual({
    phases: [],
    opened: 1,
  });
  openSource.setWatched(false);
  const checked = shortWatches();
  await pass(60);
  expect(shortWatches()).toBe(checked);
});

describe.each([3_600_000, -3_600_000])('when the machine’s clock is set by %i ms', (byMs) => {
  test('nothing counts as lost, and a silent watch is detected as quickly as usual', async () => {
    const { server, clock } = fixture;
    const phases: string[] = [];
    openSource.setWatched(true);
    await pass(14);
    const stop = source.onState(() => phases.push(source.state().phase));
    clock.set(byMs);
    await pass(3);
    // A clock that is ahead may mean that the machine slept: what was proved before is checked again, once.
    expect({ phases, checks: shortWatches() }).toEqual({ phases: [], checks: byMs > 0 ? 2 : 1 });
    stop();
    server.openWatches.mute();
    server.put({ name: 'b' });
    expect(await pass(20, () => version('b') !== undefined)).toBeLessThan(20);
  });

  test('refused checks follow the same interval', async () => {
    openSource.setWatched(true);
    fixture.server.reply('watch', { status: 429, body: {}, headers: { 'retry-after': '30' } });
    await pass(20);
    expect(shortWatches()).toBe(1);
    fixture.clock.set(byMs);
    await pass(20);
    expect(shortWatches()).toBe(1);
    await pass(10);
    expect(shortWatches()).toBe(2);
  });

  test('a watch that was stable is reopened immediately, and one that was not after a delay', async () => {
    const { server, clock } = fixture;
    clock.advance(5_000);
    clock.set(byMs);
    server.openWatches.end();
    await server.until(() => server.openWatches.count === 1);
    expect(source.state().phase).toBe('live');
    clock.set(byMs);
    server.openWatches.end();
    await server.until(() => source.state().phase === 'reconnecting');
  });
});

test('a watch that went silent while the machine slept is detected as soon as it wakes', async () => {
  const { server, clock } = fixture;
  openSource.setWatched(true);
  server.bookmark();
  await pass(1);
  server.openWatches.mute();
  server.put({ name: 'b' });
  // The monotonic clock and its timers did not advance.
  clock.set(3_600_000);
  expect(await pass(20, () => version('b') !== undefined)).toBeLessThanOrEqual(4);
});

test('a watch that delivers needs no check', async () => {
  openSource.setWatched(true);
  for (let round = 0; round < 12; round++) {
    fixture.server.put({ name: 'busy' });
    await pass(10);
  }
  expect(shortWatches()).toBe(0);
});

test('when second watches are silent too, this is reported within 20 seconds, and listing continues', async () => {
  const { server } = fixture;
  openSource.setWatched(true);
  server.openWatches.mute();
  server.openWatches.keepsToItself = true;
  server.openWatches.forgetEvents();
  server.put({ name: 'b' });
  await pass(20, () => source.state().phase === 'reconnecting');
  expect(source.state()).toMatchObject({
    phase: 'reconnecting',
    error: 'neither its watch nor a second one delivers anything',
  });
  expect(await pass(60, () => version('b') !== undefined)).toBeLessThan(60);
  // A watch that has only been opened proves nothing.
  await pass(5);
  expect(source.state().phase).toBe('reconnecting');
  server.openWatches.keepsToItself = false;
  await pass(90, () => source.state().phase === 'live');
  expect(source.state()).toMatchObject({ phase: 'live', error: '' });
});

test('when every new watch goes silent, changes are still shown, and the watches are not reported as live', async () => {
  const { server } = fixture;
  openSource.setWatched(true);
  for (const name of ['b', 'c', 'd']) {
    server.openWatches.mute();
    server.put({ name });
    expect(await pass(20, () => version(name) !== undefined)).toBeLessThan(20);
    await server.until(() => server.openWatches.count === 1);
    await pass(1);
  }
  expect(source.state()).toMatchObject({
    phase: 'reconnecting',
    error: expect.stringContaining('deliver nothing'),
  });
  server.put({ name: 'e' });
  await server.until(() => source.state().phase === 'live');
});

test.each([
  ['429', { status: 429, body: {} }, 5],
  ['429 with a Retry-After of a minute', { status: 429, body: {}, headers: { 'retry-after': '60' } }, 2],
  ['503', { status: 503, body: {} }, 5],
  ['403', status(403, 'Forbidden'), 5],
])('a check that the server refuses with %s says nothing about the watch, and is not repeated endlessly', async (_code, refusal, most) => {
  const { server } = fixture;
  openSource.setWatched(true);
  server.reply('watch', refusal);
  await pass(60);
  expect(source.state().phase).toBe('live');
  expect(shortWatches()).toBeGreaterThan(0);
  expect(shortWatches()).toBeLessThanOrEqual(most);
});

test('a check whose version has expired relists, because the missing changes are unknown', async () => {
  const { server } = fixture;
  openSource.setWatched(true);
  server.openWatches.mute();
  server.put({ name: 'b' });
  server.expire();
  expect(await pass(20, () => version('b') !== undefined)).toBeLessThan(20);
  await server.until(() => source.state().phase === 'live');
  expect(server.lists()).toHaveLength(2);
});
