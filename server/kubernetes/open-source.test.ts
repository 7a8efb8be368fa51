import { afterEach, expect, test } from 'vitest';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { podSpec, watchFixture } from '#tests/watch-fixture.ts';

let fixture: Awaited<ReturnType<typeof watchFixture>>;
afterEach(() => fixture.close());

test('the first source that is heard again wakes those that wait for the same API server', async () => {
  fixture = await watchFixture();
  const { server, client, clock, log } = fixture;
  // The first delay is short, all later ones are long.
  let drawn = 0;
  const open = createOpenSource({ client, clock, log, random: () => Math.min(0.9, drawn++ / 4) });
  const sources = ['one', 'two', 'three'].map((id) => open({ ...podSpec, id }));
  const phases = (): string => sources.map((source) => source.state().phase).join();
  await server.until(() => phases() === 'live,live,live');
  drawn = 0;
  server.dropConnections();
  await server.until(() => phases() === 'reconnecting,reconnecting,reconnecting' && clock.alarmCount === 3);
  clock.advance(clock.nextInMs ?? 0);
  await server.until(() => phases() === 'live,live,live');
  await Promise.all(sources.map((source) => source.stop()));
  expect(clock.alarmCount).toBe(0);
});
