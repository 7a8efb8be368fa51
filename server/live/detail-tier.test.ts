import { describe, expect, it } from 'vitest';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import { LINGER_MS, MAX_OPENED, MAX_OPENED_PER_CALLER } from '#server/live/detail-tier.ts';
import type { Live } from '#server/live/live.ts';
import { TooManyError } from '#server/live/too-many-error.ts';
import { knativeService } from '#tests/builders.ts';
import type { FakeClock } from '#tests/fake-clock.ts';
import { type FakeSources, SUMMARY } from '#tests/fake-source.ts';
import { quiet } from '#tests/live-client.ts';
import { liveFixture } from '#tests/live-fixture.ts';

const person = { kind: 'local', via: 'cookie' } as const;
const script = { kind: 'local', via: 'bearer' } as const;

/** Ids of the detail tier's open watches. */
const detailWatches = (sources: FakeSources) =>
  [...sources.byId.values()].filter(({ spec, stopped }) => spec.tier === 'detail' && !stopped);
const watchesOf = (sources: FakeSources, name: string) =>
  detailWatches(sources).filter(({ spec }) => spec.labelSelector?.endsWith(`=${name}`));
const look = async (live: Live, name: string) =>
  (JSON.parse(await live.snapshot(`service/default/${name}`, person)) as SnapshotMessage).collections;

function follow(live: Live, name: string, caller: typeof person | typeof script = person): () => void {
  const abort = new AbortController();
  const topics = [{ topic: `service/default/${name}` as const, cursor: null }];
  void live.openStream({ topics, caller, signal: abort.signal }).pipeTo(new WritableStream());
  return () => abort.abort();
}

/** Advances time while the followers read. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    clock.advance(Math.min(left, 10_000));
    await quiet();
  }
}

it('a Service that was opened before discovery is watched in full after it', async () => {
  const served = new Set<string>();
  const listeners = new Set<() => void>();
  const { live, sources } = liveFixture({
    hasKind: ({ kind }) => kind !== 'VirtualService' || served.has(kind),
    facts: {
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  sources.put(SUMMARY.service, knativeService());
  const isWatched = () =>
    [...sources.byId.values()].some(({ spec, stopped }) => spec.type.kind === 'VirtualService' && !stopped);
  await live.snapshot('service/default/hello', SYSTEM);
  expect(isWatched()).toBe(false);
  served.add('VirtualService');
  for (const tell of listeners) tell();
  expect(isWatched()).toBe(true);
  await live.stop();
  expect(isWatched()).toBe(false);
});

describe('a Service that does not exist', () => {
  it('gets an immediate answer without a head, and leaves nothing behind', async () => {
    const { live, sources, clock } = liveFixture();
    const alarms = clock.alarmCount;
    for (let n = 0; n < 300; n++) expect((await look(live, `missing-${n}`)).head ?? {}).toEqual({});
    expect(detailWatches(sources)).toEqual([]);
    clock.advance(100);
    expect(clock.alarmCount).toBeLessThanOrEqual(alarms);
  });

  it('is watched as soon as it appears, while it has viewers', async () => {
    const { live, sources, clock } = liveFixture();
    const leave = follow(live, 'hello');
    clock.advance(100);
    expect(detailWatches(sources)).toEqual([]);
    sources.put(SUMMARY.service, knativeService());
    clock.advance(100);
    expect(watchesOf(sources, 'hello').length).toBeGreaterThan(10);
    expect((await look(live, 'hello')).head?.head).toBeDefined();
    leave();
    await pass(clock, LINGER_MS);
    expect(detailWatches(sources)).toEqual([]);
  });

  it('any more is no longer watched, and is watched again when it is recreated', async () => {
    const { live, sources, clock } = liveFixture();
    sources.put(SUMMARY.service, knativeService());
    follow(live, 'hello');
    clock.advance(100);
    sources.delete(SUMMARY.service, 'default/hello');
    clock.advance(100);
    expect(detailWatches(sources)).toEqual([]);
    expect((await look(live, 'hello')).sources ?? {}).toEqual({});
    sources.put(SUMMARY.service, knativeService({ metadata: { uid: 'again' } }));
    clock.advance(100);
    expect(watchesOf(sources, 'hello').length).toBeGreaterThan(10);
    expect((await look(live, 'hello')).head?.head?.summary.uid).toBe('again');
  });

  it('cannot be distinguished from an existing one before the Services are listed: a snapshot waits for the list', async () => {
    const { live, sources, clock } = liveFixture();
    sources.get(SUMMARY.service).set({ phase: 'listing', synced: false });
    let answered = false;
    const answer = look(live, 'hello').then((collections) => {
      answered = true;
      return collections;
    });
    await quiet();
    expect(answered).toBe(false);
    sources.put(SUMMARY.service, knativeService());
    sources.get(SUMMARY.service).set({ phase: 'live', synced: true });
    clock.advance(100);
    expect((await answer).head?.head).toBeDefined();
  });
});

describe('the number of opened Services', () => {
  function crowd(count: number) {
    const fixture = liveFixture();
    for (let n = 0; n < count; n++) fixture.sources.put(SUMMARY.service, knativeService({ name: `s${n}` }));
    return fixture;
  }

  it('is limited: the least recently viewed one is closed for the next', async () => {
    const { live, sources } = crowd(MAX_OPENED_PER_CALLER + 10);
    for (let n = 0; n < MAX_OPENED_PER_CALLER; n++) await look(live, `s${n}`);
    await look(live, 's0');
    for (let n = MAX_OPENED_PER_CALLER; n < MAX_OPENED_PER_CALLER + 9; n++) await look(live, `s${n}`);
    expect(live.watchedServices).toBe(MAX_OPENED_PER_CALLER);
    expect(watchesOf(sources, 's0').length).toBeGreaterThan(0);
    expect(watchesOf(sources, 's1')).toEqual([]);
  });

  it('is limited per caller, who is refused while all have viewers, and in total', () => {
    const { live } = crowd(MAX_OPENED + 1);
    for (let n = 0; n < MAX_OPENED_PER_CALLER; n++) follow(live, `s${n}`, script);
    expect(() => follow(live, `s${MAX_OPENED}`, script)).toThrow(TooManyError);
    const leave: (() => void)[] = [];
    for (let n = MAX_OPENED_PER_CALLER; n < MAX_OPENED; n++) leave.push(follow(live, `s${n}`, person));
    expect(live.watchedServices).toBe(MAX_OPENED);
    expect(() => follow(live, `s${MAX_OPENED}`, person)).toThrow(TooManyError);
    leave[3]?.();
    expect(() => follow(live, `s${MAX_OPENED}`, person)).not.toThrow();
  });

  it('counts a Service for a caller that still views it, not for one that opened it and left', () => {
    const { live } = crowd(MAX_OPENED);
    const opened = Array.from({ length: MAX_OPENED_PER_CALLER }, (_, n) => follow(live, `s${n}`, person));
    for (let n = 0; n < MAX_OPENED_PER_CALLER; n++) follow(live, `s${n}`, script);
    for (const leave of opened) leave();
    expect(() => follow(live, `s${MAX_OPENED - 1}`, person)).not.toThrow();
    expect(() => follow(live, `s${MAX_OPENED - 2}`, script)).toThrow(TooManyError);
  });

  it('counts a Service without viewers for the caller that returns to it', () => {
    const { live } = crowd(MAX_OPENED);
    const opened = Array.from({ length: MAX_OPENED_PER_CALLER }, (_, n) => follow(live, `s${n}`, person));
    for (const leave of opened) leave();
    for (let n = 0; n < MAX_OPENED_PER_CALLER; n++) follow(live, `s${n}`, script);
    expect(live.watchedServices).toBe(MAX_OPENED_PER_CALLER);
    expect(() => follow(live, `s${MAX_OPENED - 1}`, person)).not.toThrow();
    expect(() => follow(live, `s${MAX_OPENED - 2}`, script)).toThrow(TooManyError);
  });

  it('does not count Services that do not exist', async () => {
    const { live, sources, clock } = crowd(1);
    for (let n = 0; n < 2 * MAX_OPENED; n++) follow(live, `missing-${n % 90}`, n % 2 === 0 ? person : script);
    clock.advance(100);
    await look(live, 's0');
    expect(live.watchedServices).toBe(1);
    expect(watchesOf(sources, 's0').length).toBeGreaterThan(10);
  });

  it('leaves a new Service over the limit unwatched until there is room', async () => {
    const { live, sources, clock, errors } = crowd(MAX_OPENED);
    const leave = Array.from({ length: MAX_OPENED }, (_, n) =>
      follow(live, `s${n}`, n < MAX_OPENED_PER_CALLER ? script : person),
    );
    follow(live, 'late', person);
    sources.put(SUMMARY.service, knativeService({ name: 'late' }));
    clock.advance(100);
    expect(watchesOf(sources, 'late')).toEqual([]);
    leave[MAX_OPENED - 1]?.();
    await pass(clock, LINGER_MS + 100);
    expect(watchesOf(sources, 'late').length).toBeGreaterThan(10);
    expect(errors).toEqual([]);
  });
});

it('a snapshot comes as soon as its last source has listed, without waiting for a frame', async () => {
  const { live, sources } = liveFixture();
  sources.put(SUMMARY.service, knativeService());
  // The free frame is used up before the sources answer.
  await quiet();
  sources.initialState = { phase: 'listing', synced: false };
  let came = false;
  const snapshot = look(live, 'hello').then((collections) => {
    came = true;
    return collections;
  });
  await quiet();
  for (const source of detailWatches(sources)) {
    expect(came).toBe(false);
    source.set({ phase: 'live', synced: true });
  }
  expect(Object.keys((await snapshot).head ?? {})).toEqual(['head']);
  await live.stop();
});
