import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FakeApiServer } from '#tests/fake-apiserver.ts';
import { status } from '#tests/fake-replies.ts';
import { watchFixture } from '#tests/watch-fixture.ts';

type Act = (server: FakeApiServer) => void | Promise<void>;

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');

/** Changes to the collection, and faults of whatever transports them. */
const act: fc.Arbitrary<[string, Act]> = fc.oneof(
  {
    weight: 6,
    arbitrary: name.map((n): [string, Act] => [`put ${n}`, (server) => void server.put({ name: n })]),
  },
  { weight: 3, arbitrary: name.map((n): [string, Act] => [`remove ${n}`, (server) => server.remove(n)]) },
  name.map((n): [string, Act] => [
    `recreate ${n}`,
    (server) => void server.put({ name: n, uid: `uid-${n}-${server.version}` }),
  ]),
  name.map((n): [string, Act] => [
    `lose ${n} while away`,
    (server) => {
      server.vanish(n);
      server.expire();
      server.dropConnections();
    },
  ]),
  fc.constantFrom<[string, Act]>(
    ['bookmark', (server) => server.bookmark()],
    ['reset', (server) => server.dropConnections()],
    ['end watches', (server) => server.openWatches.end()],
    ['expire', (server) => server.expire()],
    ['expire as status', (server) => void (server.expiry = 'status')],
    ['expire as event', (server) => void (server.expiry = 'event')],
    ['error event', (server) => server.event('ERROR', status(500, 'InternalError').body)],
    ['fail twice', (server) => void server.reply('any', status(503, 'ServiceUnavailable'), 2)],
    ['throttle', (server) => void server.reply('watch', status(429, 'TooManyRequests'), 1)],
    ['forbid a list', (server) => void server.reply('list', status(403, 'Forbidden'), 1)],
    ['gone on a list', (server) => void server.reply('list', status(410, 'Expired'), 1)],
    ['reset the next', (server) => void server.reply('any', 'reset', 1)],
    [
      'tear an event',
      async (server) => {
        await server.openWatches.sendBytes(['{"type":"ADDED","obj']);
        server.dropConnections();
      },
    ],
    ['garbage', (server) => server.openWatches.sendBytes(['not an event\n'])],
  ),
);

test('after any changes and faults the store equals a fresh list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(act, fc.nat(3)), { maxLength: 10 }),
      fc.nat(2),
      async (acts, extra) => {
        const { server, clock, reflector, close } = await watchFixture();
        server.pageSize = 2 + extra;
        const seen = new Map<string, string>();
        reflector.store.subscribe((changes) => {
          for (const change of changes) {
            if (change.type === 'deleted') seen.delete(change.key);
            else
              seen.set(change.key, `${change.object.metadata.uid}@${change.object.metadata.resourceVersion}`);
          }
        });
        /** Lets time pass where the reflector waits for it. */
        const settle = (): void => {
          const { nextInMs } = clock;
          const { phase } = reflector.state();
          if (phase !== 'live' && nextInMs !== undefined && nextInMs < 61_000) clock.advance(nextInMs);
        };
        const fresh = (): string =>
          server.objects
            .map(({ metadata: m }) => `${m.namespace}/${m.name}=${m.uid}@${m.resourceVersion}`)
            .sort()
            .join();
        const followed = (): string =>
          [...seen]
            .map(([key, value]) => `${key}=${value}`)
            .sort()
            .join();
        void reflector.start();
        for (const [[, perform], turns] of acts) {
          await perform(server);
          let left = turns;
          await server.until(() => {
            settle();
            return left-- <= 0;
          });
        }
        await server.until(() => {
          settle();
          return reflector.state().phase === 'live' && followed() === fresh();
        });
        expect(reflector.store.size).toBe(server.objects.length);
        await close();
      },
    ),
    { numRuns: 200 },
  );
});
