import { describe, expect, test } from 'vitest';
import type { ChangesMessage, Cursor, SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import type { SplitView } from '#lib/view/models/history.ts';
import { Hub, type Subscription } from '#server/live/hub.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const TOPIC: Topic = 'service/default/hello';

function split(generation: number): SplitView {
  const facts = { latestReady: null, served: null, seenAt: '', by: null, manager: null, gap: false };
  return { id: String(generation), generation, traffic: [], ...facts };
}

function fixture(options: { epoch?: string; tombstoneMs?: number; tombstoneLimit?: number } = {}) {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const hub = new Hub({ epoch: 'e', clock, onError: (error) => errors.push(error), ...options });
  const put = (key: string, generation: number) => hub.publish(TOPIC, 'splits', key, split(generation));
  const remove = (key: string) => hub.publish(TOPIC, 'splits', key, undefined);
  return { clock, hub, put, remove, errors };
}

function follow(hub: Hub, cursor: Cursor | null, wake: () => void = () => undefined): Subscription {
  return hub.subscribe([{ topic: TOPIC, cursor }], wake);
}

function taken(subscription: Subscription): (SnapshotMessage | ChangesMessage)[] {
  return subscription.take().map(({ text }) => JSON.parse(text) as SnapshotMessage | ChangesMessage);
}

/** Content of a frame: generations by key, removed keys as a list. */
function said(message: SnapshotMessage | ChangesMessage | undefined) {
  if (message === undefined) return undefined;
  const values = message.type === 'snapshot' ? message.collections.splits : message.upserted.splits;
  const generations = Object.entries(values ?? {}).map(([key, value]) => [key, value.generation]);
  const removed = message.type === 'snapshot' ? [] : (message.removed.splits ?? []);
  return { type: message.type, values: Object.fromEntries(generations), removed };
}

describe('cursors', () => {
  test('a cursor returns the keys that changed after it, each once, with its last value', () => {
    const { hub, put, remove } = fixture();
    put('a', 1);
    put('b', 1);
    put('c', 1);
    const cursor = hub.cursor(TOPIC);
    put('b', 2);
    put('b', 3);
    remove('c');
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'changes', values: { b: 3 }, removed: ['c'] },
    ]);
  });

  test('two receivers that use the same cursor at different times both get every change', () => {
    const { hub, put } = fixture();
    put('a', 1);
    const cursor = hub.cursor(TOPIC);
    put('b', 1);
    const first = follow(hub, cursor);
    expect(taken(first).map(said)).toEqual([{ type: 'changes', values: { b: 1 }, removed: [] }]);
    put('c', 1);
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'changes', values: { b: 1, c: 1 }, removed: [] },
    ]);
    expect(taken(first).map(said)).toEqual([{ type: 'changes', values: { c: 1 }, removed: [] }]);
  });

  test('receivers at one cursor share one frame', () => {
    const { hub, put } = fixture();
    put('a', 1);
    const [one, two] = [follow(hub, hub.cursor(TOPIC)), follow(hub, hub.cursor(TOPIC))];
    put('a', 2);
    expect(one.take()[0]).toBe(two.take()[0]);
  });

  test.each([
    ['none', null],
    ['of another server process', 'f:1'],
    ['that is not a number', 'e:x'],
    ['from the future', 'e:99'],
  ])('a cursor %s is answered with a snapshot', (_, cursor) => {
    const { hub, put, remove } = fixture();
    put('a', 1);
    put('b', 1);
    remove('b');
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'snapshot', values: { a: 1 }, removed: [] },
    ]);
  });

  test('the newest cursor returns nothing', () => {
    const { hub, put } = fixture();
    put('a', 1);
    expect(taken(follow(hub, hub.cursor(TOPIC)))).toEqual([]);
  });

  test('a snapshot includes the cursor after which its changes start', () => {
    const { hub, put } = fixture();
    put('a', 1);
    const { cursor } = JSON.parse(hub.snapshot(TOPIC)) as SnapshotMessage;
    put('b', 1);
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'changes', values: { b: 1 }, removed: [] },
    ]);
  });

  test('a key that returned is not a removal', () => {
    const { hub, put, remove } = fixture();
    put('a', 1);
    const cursor = hub.cursor(TOPIC);
    remove('a');
    put('a', 1);
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'changes', values: { a: 1 }, removed: [] },
    ]);
  });

  test.each([
    ['age', { tombstoneMs: 1_000 }, 1_000],
    ['number', { tombstoneLimit: 1 }, 0],
  ])('a removal forgotten for its %s makes older cursors too old, and no others', (_, options, ms) => {
    const { hub, put, remove, clock } = fixture(options);
    for (const key of ['a', 'b', 'c']) put(key, 1);
    const before = hub.cursor(TOPIC);
    remove('a');
    const between = hub.cursor(TOPIC);
    clock.advance(ms);
    remove('b');
    expect(taken(follow(hub, before)).map(said)).toEqual([
      { type: 'snapshot', values: { c: 1 }, removed: [] },
    ]);
    expect(taken(follow(hub, between)).map(said)).toEqual([{ type: 'changes', values: {}, removed: ['b'] }]);
  });

  test('keys that returned or were forgotten do not hold up or break what is remembered of the others', () => {
    const { hub, put, remove, clock } = fixture({ tombstoneMs: 1_000 });
    for (const key of ['a', 'b', 'c', 'd']) put(key, 1);
    remove('a');
    remove('b');
    put('a', 2);
    const before = hub.cursor(TOPIC);
    clock.advance(600);
    remove('c');
    const between = hub.cursor(TOPIC);
    clock.advance(600);
    // Forgets the removal of b, and that of a, which returned; the one of c is still remembered.
    put('b', 3);
    remove('d');
    expect(taken(follow(hub, before)).map(said)).toEqual([
      { type: 'changes', values: { b: 3 }, removed: ['d', 'c'] },
    ]);
    expect(taken(follow(hub, between)).map(said)).toEqual([
      { type: 'changes', values: { b: 3 }, removed: ['d'] },
    ]);
  });

  test('a key that returns after its removal was forgotten leaves the order of the others intact', () => {
    const { hub, put, remove, clock } = fixture({ tombstoneMs: 1_000 });
    for (const key of ['a', 'b', 'c', 'd']) put(key, 1);
    remove('b');
    put('d', 2);
    const cursor = hub.cursor(TOPIC);
    clock.advance(1_000);
    // Forgets the removal of b.
    remove('a');
    put('d', 3);
    put('b', 2);
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'changes', values: { b: 2, d: 3 }, removed: ['a'] },
    ]);
  });

  test('a key that was removed, returned and was removed again is still reported as removed once the first removal is forgotten', () => {
    const { hub, put, remove } = fixture({ tombstoneLimit: 1 });
    put('a', 1);
    put('b', 1);
    remove('a');
    put('a', 2);
    const cursor = hub.cursor(TOPIC);
    // Two removals are recorded now, and only one may be: the first is forgotten.
    remove('a');
    expect(taken(follow(hub, cursor)).map(said)).toEqual([{ type: 'changes', values: {}, removed: ['a'] }]);
  });

  test('a topic that was dropped and reopened answers old cursors with a snapshot', () => {
    const { hub, put } = fixture();
    put('a', 1);
    const cursor = hub.cursor(TOPIC);
    hub.drop(TOPIC);
    expect(taken(follow(hub, cursor)).map(said)).toEqual([{ type: 'snapshot', values: {}, removed: [] }]);
  });
});

describe('a cursor that no hub gave out', () => {
  test.each(['e:-1', 'e:1.5', 'e:x', 'e:1e999', 'f:1', ''])('%j is answered with a snapshot', (cursor) => {
    const { hub, put } = fixture();
    put('a', 1);
    put('a', 2);
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'snapshot', values: { a: 2 }, removed: [] },
    ]);
  });
});

describe('publishing', () => {
  test('a value with the same encoding changes nothing', () => {
    const { hub, put } = fixture();
    put('a', 1);
    const cursor = hub.cursor(TOPIC);
    put('a', 1);
    expect(hub.cursor(TOPIC)).toBe(cursor);
  });

  test('a mutation of a value after it was published reaches nobody', () => {
    const { hub } = fixture();
    const value = split(1);
    hub.publish(TOPIC, 'splits', 'a', value);
    value.generation = 2;
    expect(taken(follow(hub, null)).map(said)).toEqual([{ type: 'snapshot', values: { a: 1 }, removed: [] }]);
  });

  test('publishAll removes missing keys and keeps the rest', () => {
    const { hub, put } = fixture();
    put('a', 1);
    put('b', 1);
    const cursor = hub.cursor(TOPIC);
    hub.publishAll(
      TOPIC,
      'splits',
      new Map([
        ['b', split(1)],
        ['c', split(1)],
      ]),
    );
    expect(taken(follow(hub, cursor)).map(said)).toEqual([
      { type: 'changes', values: { c: 1 }, removed: ['a'] },
    ]);
  });
});

describe('frames', () => {
  function woken() {
    const { hub, put, clock, errors } = fixture();
    const times: number[] = [];
    const start = clock.now();
    follow(hub, hub.cursor(TOPIC), () => times.push(clock.now() - start));
    return { hub, put, clock, errors, times };
  }

  test('the first change is sent immediately, later ones at most ten times per second', () => {
    const { put, clock, times } = woken();
    for (let generation = 0; generation < 100; generation++) {
      put('a', generation);
      clock.advance(10);
    }
    expect(times).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
  });

  test('after a quiet period the next change is sent immediately', () => {
    const { put, clock, times } = woken();
    put('a', 1);
    clock.advance(250);
    put('a', 2);
    clock.advance(0);
    expect(times).toEqual([0, 250]);
  });

  test('producers run before each frame, and their values are sent with it', () => {
    const { hub, put, clock, times } = woken();
    let dirty = true;
    hub.onFrame(() => {
      if (dirty) put('a', 7);
      dirty = false;
    });
    hub.touch();
    clock.advance(1_000);
    expect(times).toEqual([0]);
    expect(hub.encoded(TOPIC, 'splits', 'a')).toContain('"generation":7');
  });

  test('a producer or a receiver that throws does not affect the others', () => {
    const { hub, put, clock, errors, times } = woken();
    const failure = new Error('a bug');
    hub.onFrame(() => {
      throw failure;
    });
    put('a', 1);
    clock.advance(0);
    expect({ errors, times }).toEqual({ errors: [failure], times: [0] });
  });

  test('a snapshot is newer than the last wakeup: producers run before it', () => {
    const { hub, put } = fixture();
    const follower = follow(hub, hub.cursor(TOPIC));
    hub.onFrame(() => put('a', 7));
    expect(JSON.parse(hub.snapshot(TOPIC))).toMatchObject({
      collections: { splits: { a: { generation: 7 } } },
    });
    expect(taken(follower).map(said)).toEqual([{ type: 'changes', values: { a: 7 }, removed: [] }]);
  });

  test('a snapshot that ran the producers wakes the receivers: they lack what the snapshot has', () => {
    const { hub, put, clock, times } = woken();
    let dirty = true;
    hub.onFrame(() => {
      if (dirty) put('a', 7);
      dirty = false;
    });
    hub.snapshot(TOPIC);
    clock.advance(0);
    expect(times).toEqual([0]);
  });

  test('a producer that publishes in every frame asks for no further frame by that', () => {
    const { hub, put, clock, times } = woken();
    let generation = 0;
    hub.onFrame(() => put('a', generation++));
    hub.touch();
    clock.advance(1_000);
    expect(times).toEqual([0]);
  });

  test('a receiver is not woken by changes of other topics, or by those it was woken for', () => {
    const { hub, put, clock, times } = woken();
    put('a', 1);
    clock.advance(1_000);
    hub.publish('service/default/other', 'splits', 'a', split(1));
    clock.advance(1_000);
    expect(times).toEqual([0]);
  });

  test('a stopped hub sends no pending frame', () => {
    const { hub, put, clock, times } = woken();
    put('a', 1);
    hub.stop();
    clock.advance(1_000);
    expect([times, clock.alarmCount]).toEqual([[], 0]);
  });

  test('a change soon after a collected frame is sent at once, and the next ones are collected', () => {
    const { put, clock, times } = woken();
    for (const [generation, ms] of [30, 100, 30, 100].entries()) {
      put('a', generation);
      clock.advance(ms);
    }
    put('a', 9);
    clock.advance(0);
    expect(times).toEqual([0, 100, 130, 230, 260]);
  });

  test('a receiver that left is not woken', () => {
    const { hub, put, clock } = fixture();
    let wakes = 0;
    follow(hub, null, () => (wakes += 1)).close();
    put('a', 1);
    clock.advance(1_000);
    expect(wakes).toBe(0);
  });
});
