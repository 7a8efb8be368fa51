import { expect, test } from 'vitest';
import type { Cut } from '#tests/fake-watches.ts';
import { liveWatchFixture } from '#tests/watch-fixture.ts';

// Proxies and load balancers in front of an API server that end watches: HAProxy after 20 s, OpenShift's router after 30 s, nginx and many
// load balancers after 50 or 60 s of silence.

const TEN_MINUTES_MS = 600_000;
const STEP_MS = 500;

/** How long no watch is open within ten minutes in which each is cut after `livedMs`, and what was reported during that time. */
async function tenMinutes(livedMs: number, cut: Cut, isBusy: boolean) {
  const { server, clock, reflector, stored, close } = await liveWatchFixture();
  server.resetsReused = true;
  const phases: string[] = [];
  reflector.onState(() => phases.push(reflector.state().phase));
  let awayMs = 0;
  let changes = 0;
  for (let at = STEP_MS; at <= TEN_MINUTES_MS; at += STEP_MS) {
    clock.advance(STEP_MS);
    if (server.openWatches.count === 0) awayMs += STEP_MS;
    if (isBusy && at % 1_500 === 0) server.put({ name: `object-${changes++ % 5}` });
    if (at % livedMs === 0) {
      const before = server.watches().length;
      server.openWatches.cut(cut);
      // While a watch is being opened, a second alarm is set.
      await server.until(
        () => server.watches().length > before && server.openWatches.count === 1 && clock.alarmCount === 1,
      );
    }
  }
  const told = server.objects.map(({ metadata: m }) => `${m.name}@${m.resourceVersion}`).sort();
  await server.until(() => stored().join() === told.join());
  const lists = server.lists().length;
  await close();
  return { awayMs, phases, lists };
}

const CUTS = (['reset', 'clean end', 'inside a chunk', 'inside an event'] as const).flatMap((cut) =>
  [20_000, 30_000, 50_000, 60_000].map((livedMs) => [cut, livedMs] as const),
);

test.each(
  CUTS,
)('watches that a proxy ends by %s after %i ms are reopened immediately, without a log line', async (cut, livedMs) => {
  for (const isBusy of [false, true]) {
    const { awayMs, phases, lists } = await tenMinutes(livedMs, cut, isBusy);
    expect(awayMs).toBeLessThanOrEqual(TEN_MINUTES_MS / 100);
    expect({ phases, lists }).toEqual({ phases: [], lists: 1 });
  }
});

test('watches that are reset immediately are reopened with growing delays, and reported', async () => {
  const { server, clock, reflector, close } = await liveWatchFixture();
  for (const delay of [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]) {
    server.put({ name: 'busy' });
    await server.until(
      () => reflector.store.get('default/busy')?.metadata.resourceVersion === server.version,
    );
    server.openWatches.cut('reset');
    await server.until(() => clock.nextInMs === delay);
    expect(reflector.state().phase).toBe('reconnecting');
    clock.advance(delay);
    await server.until(() => reflector.state().phase === 'live');
  }
  await close();
});

test('a watch that is not reopened within two seconds counts as lost until it is', async () => {
  const { server, clock, reflector, live, close } = await liveWatchFixture();
  clock.advance(20_000);
  const release = server.reply('watch', 'hold', 1);
  server.openWatches.cut('reset');
  await server.until(() => server.watches().length === 2);
  clock.advance(1_999);
  expect(reflector.state().phase).toBe('live');
  clock.advance(1);
  expect(reflector.state()).toMatchObject({ phase: 'reconnecting', since: clock.now() });
  release();
  clock.advance(88_000);
  await live();
  await close();
});
