import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RelayClient } from '#components/live/relay/relay.ts';
import { LiveStore } from '#lib/live/live-store.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { settled } from '#tests/fake-stream-server.ts';
import { HELLO, relayFixture } from '#tests/relay-fixture.ts';

test('whatever tabs, the server and the network do, each tab ends with the server’s state', async () => {
  const topics: readonly Topic[] = ['cluster', 'services', HELLO];
  const tabIndex = fc.nat(2);
  const step = fc.oneof(
    fc.record({ do: fc.constant('want' as const), tab: tabIndex, topics: fc.subarray([...topics]) }),
    fc.record({ do: fc.constant('leave' as const), tab: tabIndex }),
    fc.record({
      do: fc.constant('change' as const),
      topic: fc.constantFrom(...topics),
      key: fc.constantFrom('a', 'b'),
      restarts: fc.option(fc.nat(9)),
    }),
    fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 999, 1_000, 5_000, 31_000) }),
    fc.record({ do: fc.constantFrom(...(['end', 'break', 'bye', 'silence', 'answer', 'retry'] as const)) }),
    fc.record({ do: fc.constant('settle' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 20 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      async (steps, random) => {
        const { clock, server, relay } = relayFixture(random);
        const tabs = [0, 1, 2].map(() => {
          const store = new LiveStore(clock.now());
          const wanted = new Set<Topic>();
          const client: RelayClient = {
            send: (message) => {
              if (message.type === 'lost' || message.type === 'refused') store.lost(clock.now());
              else store.receive(message, clock.now());
            },
          };
          return { store, wanted, client };
        });
        const want = (index: number, next: readonly Topic[]) => {
          const tab = tabs[index];
          if (tab === undefined) return;
          tab.wanted.clear();
          for (const topic of next) tab.wanted.add(topic);
          relay.want(tab.client, next);
        };
        for (const it of steps) {
          if (it.do === 'want') want(it.tab, it.topics);
          else if (it.do === 'leave') {
            const tab = tabs[it.tab];
            tab?.wanted.clear();
            if (tab !== undefined) relay.leave(tab.client);
          } else if (it.do === 'change') server.change(it.topic, it.key, it.restarts);
          else if (it.do === 'advance') clock.advance(it.ms);
          else if (it.do === 'end') server.end();
          else if (it.do === 'break') server.end(new TypeError('network error'));
          else if (it.do === 'bye') server.send({ type: 'bye' });
          else if (it.do === 'silence') server.answers = { error: new TypeError('Failed to fetch') };
          else if (it.do === 'answer') server.answers = 'data';
          else if (it.do === 'retry') relay.retry();
          else await settled();
        }
        server.answers = 'data';
        for (let second = 0; second < 8; second += 1) {
          clock.advance(1_000);
          await settled();
          server.heartbeat(clock.now());
        }
        const known = tabs.flatMap(({ store, wanted }) =>
          [...wanted].map((topic) => [topic, Object.fromEntries(store.values(topic, 'pods'))]),
        );
        const wanted = tabs.flatMap((tab) => [...tab.wanted]);
        expect(known).toEqual(wanted.map((topic) => [topic, server.pods(topic)]));
        const phases = tabs.filter((tab) => tab.wanted.size > 0).map(({ store }) => store.connection().phase);
        expect(phases).toEqual(phases.map(() => 'connected'));
        expect(server.open.length).toBeGreaterThanOrEqual(Math.min(1, wanted.length));
        expect(server.open.length).toBeLessThanOrEqual(1);
        relay.stop();
        await settled();
        expect([server.open, clock.alarmCount]).toEqual([[], 0]);
      },
    ),
    { numRuns: 300 },
  );
});
