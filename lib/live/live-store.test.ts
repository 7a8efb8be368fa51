import { describe, expect, test } from 'vitest';
import { LiveStore } from '#lib/live/live-store.ts';
import type { ChangesMessage, SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import type { EventView } from '#lib/view/models/event.ts';
import type { PodView } from '#lib/view/models/pod.ts';

const TOPIC: Topic = 'service/default/hello';
const POD: PodView = {
  name: 'p',
  uid: 'p',
  revisionName: 'r',
  phase: 'ready',
  reason: '',
  message: '',
  container: null,
  restarts: 0,
  createdAt: '',
};
const EVENT: EventView = {
  uid: 'e',
  type: 'Normal',
  reason: '',
  message: '',
  object: '',
  count: 1,
  firstAt: '',
  lastAt: '',
  source: '',
};
const snapshot: SnapshotMessage = {
  type: 'snapshot',
  topic: TOPIC,
  cursor: 'e:1',
  collections: { pods: { a: POD, b: POD }, events: { e: EVENT } },
};
const changes = (message: Partial<ChangesMessage>): ChangesMessage => ({
  type: 'changes',
  topic: TOPIC,
  cursor: 'e:2',
  upserted: {},
  removed: {},
  ...message,
});

function filled(): LiveStore {
  const store = new LiveStore(0);
  store.receive(snapshot, 0);
  return store;
}

describe('values', () => {
  test('a snapshot replaces what was known', () => {
    const store = filled();
    store.receive({ ...snapshot, cursor: 'e:9', collections: { pods: { c: POD } } }, 0);
    expect([[...store.values(TOPIC, 'pods').keys()], store.values(TOPIC, 'events').size]).toEqual([['c'], 0]);
    expect(store.cursor(TOPIC)).toBe('e:9');
  });

  test('a snapshot of only the first entries includes the total until all have arrived', () => {
    const store = filled();
    const told: (number | null)[] = [];
    store.subscribeTopic(TOPIC, () => told.push(store.total(TOPIC)));
    store.receive({ ...snapshot, total: 310 }, 0);
    expect(store.snapshot(TOPIC)?.total).toBe(310);
    store.receive(changes({ upserted: { pods: { c: POD } } }), 0);
    expect(store.total(TOPIC)).toBe(310);
    store.receive(snapshot, 0);
    expect(told).toEqual([310, null]);
  });

  test('changes add, replace and remove', () => {
    const store = filled();
    const failed: PodView = { ...POD, phase: 'failed' };
    store.receive(changes({ upserted: { pods: { b: failed, c: POD } }, removed: { pods: ['a'] } }), 0);
    expect(Object.fromEntries(store.values(TOPIC, 'pods'))).toEqual({ b: failed, c: POD });
    expect(store.cursor(TOPIC)).toBe('e:2');
  });

  test('values that a change does not name keep their identity', () => {
    const store = filled();
    const [pods, events, b] = [
      store.values(TOPIC, 'pods'),
      store.values(TOPIC, 'events'),
      store.value(TOPIC, 'pods', 'b'),
    ];
    store.receive(changes({ removed: { pods: ['a'] } }), 0);
    expect(store.values(TOPIC, 'pods')).not.toBe(pods);
    expect(store.values(TOPIC, 'events')).toBe(events);
    expect(store.value(TOPIC, 'pods', 'b')).toBe(b);
    expect(pods.size).toBe(2);
  });

  test('an unknown collection is always the same empty map', () => {
    const store = new LiveStore(0);
    expect(store.values(TOPIC, 'pods')).toBe(store.values('services', 'services'));
    expect(store.value(TOPIC, 'pods', 'a')).toBeUndefined();
  });

  test('ignores changes of a dropped topic', () => {
    const store = filled();
    store.drop(TOPIC);
    store.receive(changes({ upserted: { pods: { c: POD } } }), 0);
    expect([store.has(TOPIC), store.cursor(TOPIC)]).toEqual([false, null]);
  });
});

describe('listeners', () => {
  test('are notified of their own collection only, until they unsubscribe', () => {
    const store = filled();
    const told: string[] = [];
    const leave = store.subscribe(TOPIC, 'pods', () => told.push('pods'));
    store.subscribe(TOPIC, 'events', () => told.push('events'));
    store.subscribe('services', 'services', () => told.push('services'));
    store.receive(changes({ upserted: { pods: { a: POD } } }), 0);
    leave();
    store.receive(changes({ upserted: { pods: { a: POD }, events: { e: EVENT } } }), 0);
    expect(told).toEqual(['pods', 'events']);
  });

  test('see the whole message applied, and are not notified of existing values', () => {
    const store = filled();
    const seen: string[][] = [];
    store.subscribe(TOPIC, 'pods', () =>
      seen.push([
        ...store.values(TOPIC, 'pods').keys(),
        ...store.values(TOPIC, 'events').keys(),
        store.cursor(TOPIC) ?? '',
      ]),
    );
    store.receive(changes({ upserted: { pods: { c: POD } }, removed: { events: ['e'], pods: ['a'] } }), 1);
    expect(seen).toEqual([['b', 'c', 'e:2']]);
  });

  test('must not throw: the error reaches the caller that applied the message', () => {
    const store = filled();
    store.subscribe(TOPIC, 'pods', () => {
      throw new Error('a bug');
    });
    expect(() => store.receive(changes({ removed: { pods: ['a'] } }), 1)).toThrow('a bug');
    expect([...store.values(TOPIC, 'pods').keys()]).toEqual(['b']);
  });

  test('of a topic are notified when it becomes known and when it is dropped', () => {
    const store = new LiveStore(0);
    const told: boolean[] = [];
    store.subscribeTopic(TOPIC, () => told.push(store.has(TOPIC)));
    store.receive(snapshot, 0);
    store.receive(changes({}), 0);
    store.drop(TOPIC);
    expect(told).toEqual([true, false]);
  });
});

describe('the connection', () => {
  const heartbeat = { type: 'heartbeat', now: 1_500, apiHeardAt: 1_400 } as const;

  test('starts as connecting', () => {
    expect(new LiveStore(7).connection()).toMatchObject({ phase: 'connecting', since: 7, heardAt: null });
  });

  test('a heartbeat connects and carries the server’s time', () => {
    const store = new LiveStore(0);
    store.receive(heartbeat, 1_000);
    store.receive({ ...heartbeat, now: 6_500 }, 6_000);
    expect(store.connection()).toEqual({
      phase: 'connected',
      since: 1_000,
      heardAt: 6_000,
      apiHeardAt: 1_400,
      serverClockOffsetMs: 500,
    });
  });

  test('a goodbye or a lost connection keeps the known values, and records since when', () => {
    const store = filled();
    store.receive(heartbeat, 1_000);
    store.receive({ type: 'bye' }, 2_000);
    const lost = store.connection();
    store.lost(3_000);
    expect(lost).toMatchObject({ phase: 'lost', since: 2_000, heardAt: 1_000 });
    expect(store.connection()).toBe(lost);
    expect(store.values(TOPIC, 'pods').size).toBe(2);
  });
});
