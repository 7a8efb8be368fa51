import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectRelay, type RelayConnection } from '#components/live/relay/connect.ts';
import type { RelayMessage, TabMessage, WorkerMessage } from '#components/live/relay/messages.ts';

const BASE = '/api/clusters/here';

/** A SharedWorker as a tab sees it: its name, and its end of the port. */
class FakeWorker {
  readonly name: string;
  readonly sent: TabMessage[] = [];
  readonly #events = new EventTarget();
  readonly port = {
    postMessage: (message: TabMessage) => void this.sent.push(message),
    addEventListener: this.#events.addEventListener.bind(this.#events),
    removeEventListener: this.#events.removeEventListener.bind(this.#events),
    start: () => undefined,
  };

  constructor(_url: URL, { name }: { name: string }) {
    this.name = name;
    workers.push(this);
  }

  send(message: WorkerMessage): void {
    this.#events.dispatchEvent(new MessageEvent('message', { data: message }));
  }

  /** The types of the messages since the last call. */
  taken(): string[] {
    return this.sent.splice(0).map(({ type }) => type);
  }
}

let workers: FakeWorker[] = [];
/** Locks that are requested and not granted yet, in the order of their requests. */
let requested: (() => void)[] = [];
let released = 0;
let fetched: string[] = [];
let connection: RelayConnection | undefined;

beforeEach(() => {
  [workers, requested, released, fetched] = [[], [], 0, []];
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('SharedWorker', FakeWorker);
  vi.stubGlobal('navigator', { locks: { request } });
  vi.stubGlobal('fetch', (path: string) => {
    fetched.push(path);
    return new Promise(() => undefined);
  });
});

afterEach(() => {
  connection?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function request(_name: string, hold: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => requested.push(resolve));
  await hold();
  released += 1;
}

async function grantLocks(): Promise<void> {
  for (const grant of requested.splice(0)) grant();
  await vi.advanceTimersByTimeAsync(0);
}

function connect(): RelayMessage[] {
  const received: RelayMessage[] = [];
  connection = connectRelay(BASE, (message) => received.push(message));
  return received;
}

describe('a tab', () => {
  test('sends the worker nothing before it holds its lock: the worker would treat it as gone', async () => {
    connect();
    connection?.want(['services']);
    expect(workers.map((worker) => worker.sent)).toEqual([[]]);
    await grantLocks();
    expect(workers[0]?.sent).toEqual([
      { type: 'hello', base: BASE, lock: expect.stringMatching(/^sluice-tab-/), key: null },
      { type: 'want', topics: ['services'] },
    ]);
    connection?.want(['cluster']);
    expect(workers[0]?.sent.at(-1)).toEqual({ type: 'want', topics: ['cluster'] });
  });

  test('gets the messages of the relay, not the worker’s answers to liveness checks', async () => {
    const received = connect();
    await grantLocks();
    workers[0]?.send({ type: 'lost', retryAt: 1_000 });
    workers[0]?.send({ type: 'alive' });
    expect(received).toEqual([{ type: 'lost', retryAt: 1_000 }]);
  });

  test('that is closed releases its lock, hears nothing more and leaves no timer', async () => {
    const received = connect();
    await grantLocks();
    connection?.close();
    workers[0]?.send({ type: 'lost', retryAt: 1_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect([received, released, vi.getTimerCount()]).toEqual([[], 1, 0]);
  });

  test('opens a stream of its own where there are no shared workers', async () => {
    vi.stubGlobal('SharedWorker', undefined);
    connect();
    connection?.want(['services']);
    await vi.advanceTimersByTimeAsync(0);
    expect([workers, fetched]).toEqual([[], [`${BASE}/topics/services`]]);
  });
});

describe('a worker', () => {
  test('that answers each liveness check is kept', async () => {
    connect();
    await grantLocks();
    workers[0]?.taken();
    const asked: string[] = [];
    for (let second = 0; second < 60; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      const taken = workers[0]?.taken() ?? [];
      asked.push(...taken);
      if (taken.includes('ask')) workers[0]?.send({ type: 'alive' });
    }
    expect(workers).toHaveLength(1);
    expect(new Set(asked)).toEqual(new Set(['ask']));
  });

  test('that does not answer is replaced by one with another name, which learns what the tab follows', async () => {
    const received = connect();
    connection?.want(['services']);
    await grantLocks();
    await vi.advanceTimersByTimeAsync(10_000);
    await grantLocks();
    expect(workers.map(({ name }) => name)).toEqual(['sluice-live', 'sluice-live-2']);
    expect(workers[1]?.sent.at(-1)).toEqual({ type: 'want', topics: ['services'] });
    workers[0]?.send({ type: 'lost', retryAt: 1 });
    workers[1]?.send({ type: 'lost', retryAt: 2 });
    expect(received).toEqual([{ type: 'lost', retryAt: 2 }]);
    connection?.retry();
    expect([workers[0]?.sent.at(-1)?.type, workers[1]?.sent.at(-1)?.type]).toEqual(['ask', 'retry']);
  });

  test('is given up after three that never answered: the tab opens a stream of its own', async () => {
    connect();
    connection?.want(['services']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(workers).toHaveLength(3);
    expect(fetched).toEqual([`${BASE}/topics/services`]);
  });
});
