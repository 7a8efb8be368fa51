import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Source } from '#lib/kubernetes/source.ts';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { status } from '#tests/fake-replies.ts';
import { podSpec, watchFixture } from '#tests/watch-fixture.ts';

let fixture: Awaited<ReturnType<typeof watchFixture>>;
let sources: Source[] = [];
beforeEach(async () => {
  fixture = await watchFixture();
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
  await fixture.close();
});

const phases = (): string => sources.map((source) => source.state().phase).join();
const all = (phase: string): string => sources.map(() => phase).join();

/** Opens that many sources whose delays are drawn from `random`, in turn, and waits until they are live. */
async function open(count: number, random: () => number) {
  const { client, clock, log, server } = fixture;
  const openSource = createOpenSource({ client, clock, log, random });
  sources = Array.from({ length: count }, (_, index) => openSource({ ...podSpec, id: `source-${index}` }));
  await server.until(() => phases() === all('live') && clock.alarmCount === count);
  return openSource;
}

/** Lets everything in flight between client and server finish. */
async function settle(): Promise<void> {
  let turns = 40;
  await fixture.server.until(() => turns-- === 0);
}

test('a source that has stayed connected for a while after a failure wakes those that lost their connection', async () => {
  const { server, clock } = fixture;
  // The first delay is short, all later ones are longer.
  let drawn = 0;
  await open(3, () => Math.min(0.9, drawn++ / 4));
  drawn = 0;
  for (let round = 0; round < 4; round++) {
    server.dropConnections();
    await server.until(() => phases() === all('reconnecting') && clock.alarmCount === 3);
    if (round === 3) break;
    clock.advance(60_000);
    await server.until(() => phases() === all('live') && clock.alarmCount === 6);
    drawn = 0;
  }
  // By now the shortest delay is 6.4 s, the longest 9.6 s.
  clock.advance(6_400);
  await server.until(() => phases().includes('live'));
  const first = sources.findIndex((source) => source.state().phase === 'live');
  expect(phases().split('reconnecting')).toHaveLength(3);
  clock.advance(2_000);
  expect(sources[first]?.state().phase).toBe('live');
});

test('sources that fail after connecting do not trigger each other: each lists no more often than its backoff allows', async () => {
  const { server, clock } = fixture;
  await open(7, () => 0.5);
  const before = server.lists().length;
  // Every watch opens successfully, and then an invalid event arrives.
  for (let ms = 0; ms < 26_000; ms += 200) {
    await server.openWatches.sendBytes(['not an event\n']);
    await settle();
    clock.advance(200);
  }
  // The delays are 1.2, 2.4, 4.8, 9.6 and 19.2 s: four lists by each of the seven.
  expect(server.lists().length - before).toBe(7 * 4);
});

test('all waiting sources are retried when the API server is heard again, at most once every five seconds', async () => {
  const { server, clock } = fixture;
  const openSource = await open(2, () => 0.9);
  const refuse = server.reply('any', status(503, 'ServiceUnavailable'));
  clock.advance(5_000);
  server.openWatches.end();
  for (let tries = 0; tries < 4; tries++) {
    await server.until(() => phases() === all('reconnecting') && clock.alarmCount === 2);
    clock.advance(30_000);
  }
  await server.until(() => phases() === all('reconnecting') && clock.alarmCount === 2);
  refuse();
  const asked = server.requests.length;
  openSource.retryAll();
  openSource.retryAll();
  await server.until(() => phases() === all('live'));
  expect(server.requests.length).toBe(asked + 2);
  for (const source of sources) await source.stop();
  expect(clock.alarmCount).toBe(0);
});
