import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import type { Live } from '#server/live/live.ts';
import {
  condition,
  coreEvent,
  kIngress,
  knativeService,
  metadata,
  pod,
  podAutoscaler,
  revision,
  revisionName,
  route,
} from '#tests/builders.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { FakeSources, SUMMARY } from '#tests/fake-source.ts';
import { LiveClient, quiet } from '#tests/live-client.ts';
import { liveFixture } from '#tests/live-fixture.ts';

const TOPICS: readonly Topic[] = ['cluster', 'services', 'service/default/a'];
const name = fc.constantFrom('a', 'b');
const generation = fc.integer({ min: 1, max: 3 });

/** One change in the cluster. */
const change = fc.oneof(
  fc.record({
    do: fc.constant('service' as const),
    name,
    generation,
    uid: fc.constantFrom('1', '2'),
    ready: fc.constantFrom('True' as const, 'False' as const, 'Unknown' as const),
    percent: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({
    do: fc.constant('revision' as const),
    name,
    generation,
    ready: fc.constantFrom('True' as const, 'False' as const),
  }),
  fc.record({ do: fc.constant('pod' as const), name, generation, id: fc.constantFrom('x', 'y') }),
  fc.record({ do: fc.constant('ingress' as const), name, percent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ do: fc.constant('scale' as const), name, generation, desired: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('event' as const), name, generation, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    do: fc.constant('delete' as const),
    from: fc.constantFrom(...Object.values(SUMMARY)),
    at: fc.nat(),
  }),
);

/** What happens to the only client, and to time. */
const circumstance = fc.oneof(
  fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 50, 100, 5_000, 61_000, 700_000) }),
  fc.record({
    do: fc.constantFrom(...(['connect', 'disconnect', 'pause', 'read', 'turn', 'restart'] as const)),
  }),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(sources: FakeSources, step: Change): void {
  switch (step.do) {
    case 'service': {
      const traffic = [
        { latestRevision: true, percent: step.percent },
        { revisionName: revisionName(step.name, 1), percent: 100 - step.percent, tag: 'old' },
      ];
      const service = knativeService({
        name: step.name,
        latest: step.generation,
        traffic,
        ready: condition('Ready', step.ready, 'Reason', 'a message'),
        metadata: { uid: `uid-${step.name}-${step.uid}` },
      });
      sources.put(SUMMARY.service, service);
      return sources.put(SUMMARY.route, route(service));
    }
    case 'revision':
      return sources.put(
        SUMMARY.revision,
        revision({ service: step.name, generation: step.generation, ready: condition('Ready', step.ready) }),
      );
    case 'pod':
      return sources.put(SUMMARY.pod, pod({ service: step.name, generation: step.generation, id: step.id }));
    case 'ingress': {
      const splits = {
        [revisionName(step.name, 1)]: step.percent,
        [revisionName(step.name, 2)]: 100 - step.percent,
      };
      return sources.put(SUMMARY.kIngress, kIngress(knativeService({ name: step.name }), splits));
    }
    case 'scale':
      return sources.put(
        SUMMARY.podAutoscaler,
        podAutoscaler({ service: step.name, generation: step.generation, desired: step.desired }),
      );
    case 'event': {
      const about = `${revisionName(step.name, step.generation)}-deployment-x`;
      const event = coreEvent({
        metadata: metadata(`event-${about}`),
        involvedObject: { kind: 'Pod', name: about, namespace: 'default' },
        count: step.count,
      });
      return sources.put('events@default?involvedObject.kind=Pod', event);
    }
    case 'delete': {
      const keys = [...(sources.objects.get(step.from)?.keys() ?? [])];
      const key = keys[step.at % Math.max(1, keys.length)];
      return key === undefined ? undefined : sources.delete(step.from, key);
    }
  }
}

async function snapshotOf(live: Live, topic: Topic): Promise<SnapshotMessage['collections']> {
  const message = JSON.parse(await live.snapshot(topic, SYSTEM)) as SnapshotMessage;
  return message.collections;
}

/** Without empty collections: one that was never filled equals one that was emptied. */
function filled(collections: Record<string, Record<string, unknown> | undefined>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(collections).filter(([, values]) => Object.keys(values ?? {}).length > 0),
  );
}

function known(client: LiveClient, topic: Topic): Record<string, unknown> {
  const names = [
    'cluster',
    'sources',
    'services',
    'head',
    'revisions',
    'pods',
    'nodes',
    'events',
    'splits',
    'samples',
  ] as const;
  return filled(
    Object.fromEntries(names.map((it) => [it, Object.fromEntries(client.store.values(topic, it))])),
  );
}

test('once changes stop, a browser that was disconnected, slow or resumed has the state of a fresh snapshot and a fresh projection', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: change }, { weight: 2, arbitrary: circumstance }), {
        maxLength: 10,
      }),
      async (steps) => {
        const sources = new FakeSources();
        const clock = new FakeClock();
        const failures: unknown[] = [];
        let lives = 1;
        const start = () => liveFixture({ sources, clock, random: () => lives / 100 });
        let { live, errors } = start();
        const client = new LiveClient(TOPICS, clock);
        const steady = new LiveClient(TOPICS, clock);
        client.connect(live);
        steady.connect(live);
        for (const step of steps) {
          switch (step.do) {
            case 'advance':
              clock.advance(step.ms);
              break;
            case 'connect':
              client.connect(live);
              break;
            case 'disconnect':
              client.disconnect();
              break;
            case 'pause':
              client.setReading(false);
              break;
            case 'read':
              client.setReading(true);
              break;
            case 'turn':
              await quiet();
              break;
            case 'restart':
              failures.push(...errors);
              await live.stop();
              lives += 1;
              ({ live, errors } = start());
              client.connect(live);
              steady.connect(live);
              break;
            case 'service':
            case 'revision':
            case 'pod':
            case 'ingress':
            case 'scale':
            case 'event':
            case 'delete':
              apply(sources, step);
          }
        }
        client.connect(live);
        for (let frame = 0; frame < 3; frame++) {
          await quiet();
          clock.advance(100);
        }
        await quiet();

        const fresh = liveFixture({ sources: copyOf(sources), clock });
        for (const topic of TOPICS) {
          const mine = known(client, topic);
          expect(mine).toEqual(filled(await snapshotOf(live, topic)));
          expect(known(steady, topic)).toEqual(mine);
          const { splits: _s, samples: _t, ...projected } = mine;
          const { splits: _u, samples: _v, ...anew } = filled(await snapshotOf(fresh.live, topic));
          expect(projected).toEqual(anew);
        }
        expect([...failures, ...errors, ...fresh.errors]).toEqual([]);
        await Promise.all([live.stop(), fresh.live.stop()]);
      },
    ),
    { numRuns: 150 },
  );
});

function copyOf(sources: FakeSources): FakeSources {
  const copy = new FakeSources();
  for (const [id, objects] of sources.objects) copy.objects.set(id, new Map(objects));
  return copy;
}
