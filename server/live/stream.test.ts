import { createParser } from 'eventsource-parser';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT_INTERVAL_MS, type StreamMessage, type Topic } from '#lib/live/protocol.ts';
import type { EventView } from '#lib/view/models/event.ts';
import { Hub } from '#server/live/hub.ts';
import { openStream, UNREAD_MS } from '#server/live/stream.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { quiet } from '#tests/live-client.ts';

const TOPIC: Topic = 'service/default/hello';

function event(message: string): EventView {
  const at = '2026-01-01T00:00:00Z';
  return {
    uid: 'u',
    type: 'Normal',
    reason: '',
    message,
    object: '',
    count: 1,
    firstAt: at,
    lastAt: at,
    source: '',
  };
}

function fixture() {
  const clock = new FakeClock();
  const hub = new Hub({ epoch: 'e', clock, onError: (error) => expect.fail(String(error)) });
  const client = new AbortController();
  const server = new AbortController();
  let ends = 0;
  const stream = openStream({
    hub,
    clock,
    topics: [{ topic: TOPIC, cursor: null }],
    heartbeat: () => ({ type: 'heartbeat', now: clock.now(), apiHeardAt: null }),
    signal: client.signal,
    shutdown: server.signal,
    onEnd: () => (ends += 1),
  });
  const publish = (message: string) => hub.publish(TOPIC, 'events', 'u', event(message));
  return { clock, hub, client, server, stream, publish, ends: () => ends };
}

/** Reads in the background; `types` and `last` show what has arrived, `isDone` whether the stream has ended. */
function read(stream: ReadableStream<Uint8Array>) {
  const messages: StreamMessage[] = [];
  const state = { isDone: false, bytes: 0 };
  const parser = createParser({
    onEvent: ({ data }) => messages.push(JSON.parse(data) as StreamMessage),
  });
  const decoder = new TextDecoder();
  const reading = async () => {
    for await (const chunk of stream) {
      state.bytes += chunk.byteLength;
      parser.feed(decoder.decode(chunk, { stream: true }));
    }
    state.isDone = true;
  };
  void reading();
  return { messages, state, types: () => messages.map(({ type }) => type) };
}

test('starts immediately with a heartbeat and a snapshot', async () => {
  const { stream } = fixture();
  const { types } = read(stream);
  await quiet();
  expect(types()).toEqual(['heartbeat', 'snapshot']);
});

test('writes each event as one block of event and data lines', async () => {
  const { stream } = fixture();
  const reader = stream.getReader();
  const { value } = await reader.read();
  expect(new TextDecoder().decode(value)).toMatch(/^event: heartbeat\ndata: \{"type":"heartbeat".*\}\n\n$/);
});

test('sends a heartbeat every five seconds, and changes in between', async () => {
  const { stream, clock, publish } = fixture();
  const { types } = read(stream);
  await quiet();
  publish('one');
  clock.advance(0);
  await quiet();
  clock.advance(2 * HEARTBEAT_INTERVAL_MS);
  await quiet();
  expect(types()).toEqual(['heartbeat', 'snapshot', 'changes', 'heartbeat', 'heartbeat']);
});

describe('a client that does not read', () => {
  test('buffers at most the high-water mark and one frame, and then gets the last state', async () => {
    const { stream, clock, publish } = fixture();
    const long = 'x'.repeat(40_000);
    for (let n = 0; n < 100; n++) {
      publish(`${n}${long}`);
      clock.advance(100);
    }
    const { messages, state } = read(stream);
    await quiet();
    const last = messages.at(-1);
    expect(last?.type === 'changes' && last.upserted.events?.u?.message.startsWith('99x')).toBe(true);
    expect(state.bytes).toBeLessThan(4 * 40_000 + 10_000);
  });
});

test('no heartbeats queue up for a client that does not read: their time would be stale', async () => {
  const { stream, clock, publish } = fixture();
  publish('x'.repeat(100_000));
  clock.advance(100);
  clock.advance(5 * HEARTBEAT_INTERVAL_MS);
  const { types } = read(stream);
  await quiet();
  expect(types()).toEqual(['heartbeat', 'snapshot', 'changes']);
});

describe('a stream without a reader', () => {
  test('ends after 30 s, with or without changes', () => {
    for (const message of [undefined, 'x'.repeat(200_000)]) {
      const { clock, publish, ends } = fixture();
      if (message !== undefined) publish(message);
      clock.advance(UNREAD_MS - 1);
      expect(ends()).toBe(0);
      clock.advance(HEARTBEAT_INTERVAL_MS);
      expect({ ends: ends(), alarms: clock.alarmCount }).toEqual({ ends: 1, alarms: 0 });
    }
  });

  test.each([
    3_600_000, -3_600_000,
  ])('is detected by elapsed time, not by a clock that is set by %i ms', (byMs) => {
    const { clock, ends } = fixture();
    clock.advance(HEARTBEAT_INTERVAL_MS);
    clock.set(byMs);
    clock.advance(UNREAD_MS - HEARTBEAT_INTERVAL_MS - 1);
    expect(ends()).toBe(0);
    clock.advance(HEARTBEAT_INTERVAL_MS);
    expect(ends()).toBe(1);
  });

  test('is not one that is read slowly', async () => {
    const { stream, clock, publish, ends } = fixture();
    publish('x'.repeat(200_000));
    clock.advance(0);
    const reader = stream.getReader();
    for (let piece = 0; piece < 12; piece++) {
      clock.advance(UNREAD_MS - HEARTBEAT_INTERVAL_MS);
      await reader.read();
    }
    expect(ends()).toBe(0);
  });

  test('is not one that has been read to its end', async () => {
    const { stream, clock, ends } = fixture();
    read(stream);
    for (let beat = 0; beat < 30; beat++) {
      await quiet();
      clock.advance(HEARTBEAT_INTERVAL_MS);
    }
    expect(ends()).toBe(0);
  });
});

describe('ends once, and releases its timers, when', () => {
  test('the client is gone', async () => {
    const { stream, client, clock, ends } = fixture();
    const { state } = read(stream);
    client.abort();
    await quiet();
    expect({ isDone: state.isDone, ends: ends(), alarms: clock.alarmCount }).toEqual({
      isDone: true,
      ends: 1,
      alarms: 0,
    });
  });

  test('the reader cancels', async () => {
    const { stream, client, clock, ends } = fixture();
    await stream.cancel();
    client.abort();
    expect({ ends: ends(), alarms: clock.alarmCount }).toEqual({ ends: 1, alarms: 0 });
  });

  test('the server stops, after a goodbye', async () => {
    const { stream, server, client, ends } = fixture();
    const { types, state } = read(stream);
    await quiet();
    server.abort();
    client.abort();
    await quiet();
    expect({ types: types(), isDone: state.isDone, ends: ends() }).toEqual({
      types: ['heartbeat', 'snapshot', 'bye'],
      isDone: true,
      ends: 1,
    });
  });
});
