import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialWatchState,
  transition,
  type WatchFailure,
  type WatchFailureKind,
  type WatchInput,
  type WatchState,
} from '#lib/kubernetes/watch-state.ts';

const listing: WatchState = { phase: 'listing', attempt: 0 };
const fresh: WatchState = { phase: 'connecting', resourceVersion: '5', fresh: true, attempt: 0 };
const connecting: WatchState = { ...fresh, fresh: false };
const watching: WatchState = {
  phase: 'watching',
  resourceVersion: '5',
  fresh: false,
  attempt: 0,
  openedAt: 1000,
};
const freshlyWatching: WatchState = { ...watching, fresh: true };
const stopped: WatchState = { phase: 'stopped' };

const failure = (kind: WatchFailureKind): WatchFailure => ({ kind, message: kind });
const failed = (kind: WatchFailureKind, at = 1500): WatchInput => ({
  type: 'failed',
  failure: failure(kind),
  at,
  random: 0,
});
const waiting = (
  resumeFrom: string | null,
  kind: WatchFailureKind,
  delayMs = 800,
  attempt = 1,
): WatchState => ({
  phase: 'backingOff',
  resumeFrom,
  attempt,
  failure: failure(kind),
  delayMs,
});

test('starts with a list', () => {
  expect(initialWatchState).toEqual(listing);
});

const table: [string, WatchState, WatchInput, WatchState][] = [
  [
    'a list is followed by a watch from its version',
    listing,
    { type: 'listed', resourceVersion: '5' },
    fresh,
  ],
  ['a failed list backs off to a list', listing, failed('network'), waiting(null, 'network')],
  ['an expired list backs off', listing, failed('expired'), waiting(null, 'expired')],
  ['a list that hangs is retried', listing, { type: 'idle' }, listing],
  ['an accepted watch is open', connecting, { type: 'opened', at: 1000 }, watching],
  ['a watch that is not accepted in time is retried', connecting, { type: 'idle' }, connecting],
  [
    'an event advances the version',
    freshlyWatching,
    { type: 'advanced', resourceVersion: '6' },
    { ...watching, resourceVersion: '6' },
  ],
  [
    'an event does not reset the failure count',
    { ...watching, attempt: 7 },
    { type: 'advanced', resourceVersion: '5' },
    { ...watching, attempt: 7 },
  ],
  ['a clean end resumes immediately', watching, { type: 'closed', at: 6000, random: 0 }, connecting],
  ['a reset resumes immediately as well', watching, failed('network', 6000), connecting],
  ['a reset before the first event resumes immediately too', freshlyWatching, failed('network', 6000), fresh],
  ['a silent watch is reopened immediately', watching, { type: 'idle' }, connecting],
  ['silence is not a failure', { ...watching, attempt: 3 }, { type: 'idle' }, { ...connecting, attempt: 3 }],
  ['a lost watch resumes from its version', watching, failed('network'), waiting('5', 'network')],
  ['a watch that the server fails resumes', watching, failed('server'), waiting('5', 'server')],
  ['a throttled watch resumes', connecting, failed('throttled'), waiting('5', 'throttled')],
  ['an expired version lists immediately', connecting, failed('expired'), listing],
  ['an expired version on an open watch lists immediately', watching, failed('expired'), listing],
  [
    'a version that is expired right after its list backs off',
    fresh,
    failed('expired'),
    waiting(null, 'expired'),
  ],
  ['the same on an open watch', freshlyWatching, failed('expired'), waiting(null, 'expired')],
  ['an invalid event causes a relist', watching, failed('protocol'), waiting(null, 'protocol')],
  ['a forbidden watch soon relists', connecting, failed('forbidden'), waiting(null, 'forbidden')],
  ['a missing kind on a watch soon relists', connecting, failed('missing'), waiting(null, 'missing')],
  ['a forbidden list waits about a minute', listing, failed('forbidden'), waiting(null, 'forbidden', 54_000)],
  ['a missing kind waits about a minute', listing, failed('missing'), waiting(null, 'missing', 54_000)],
  ['a first 401 is retried soon', listing, failed('unauthorized'), waiting(null, 'unauthorized')],
  [
    'a second 401 in a row waits about a minute',
    { ...listing, attempt: 1 },
    failed('unauthorized'),
    waiting(null, 'unauthorized', 54_000, 2),
  ],
  [
    'resumes the watch after a delay',
    waiting('5', 'network'),
    { type: 'delayOver' },
    { ...connecting, attempt: 1 },
  ],
  ['lists after a delay', waiting(null, 'network'), { type: 'delayOver' }, { ...listing, attempt: 1 }],
  ['no event leaves the stopped state', stopped, { type: 'opened', at: 0 }, stopped],
  ['a list can be stopped', listing, { type: 'stop' }, stopped],
  ['a connection can be stopped', connecting, { type: 'stop' }, stopped],
  ['a watch can be stopped', watching, { type: 'stop' }, stopped],
  ['a delay can be stopped', waiting('5', 'network'), { type: 'stop' }, stopped],
];

test.each(table)('%s', (_name, state, input, next) => {
  expect(transition(state, input)).toEqual(next);
});

test('a watch that the server ends within five seconds counts as a failure', () => {
  const next = transition(watching, { type: 'closed', at: 5999, random: 0 });
  expect(next).toMatchObject({
    phase: 'backingOff',
    resumeFrom: '5',
    delayMs: 800,
    failure: { kind: 'server' },
  });
});

test.each([
  'closed',
  'network',
  'server',
  'protocol',
] as const)('a watch that was open for five seconds resets the failure count when it ends by %s', (end) => {
  const old = { ...watching, attempt: 5 };
  const ended = (at: number) =>
    transition(old, end === 'closed' ? { type: 'closed', at, random: 0 } : failed(end, at));
  expect(ended(6000)).toMatchObject({ attempt: end === 'closed' || end === 'network' ? 0 : 1 });
  expect(ended(5999)).toMatchObject({ phase: 'backingOff', attempt: 6 });
});

/** cutEach simulates watches that each end after `livedMs`, with or without events, until `untilMs`. Only pauses take additional time. */
function cutEach(livedMs: number, ends: readonly WatchInput['type'][], isBusy: boolean, untilMs: number) {
  let state = transition(initialWatchState, { type: 'listed', resourceVersion: '1' });
  let at = 0;
  let awayMs = 0;
  const pauses: number[] = [];
  for (let turn = 0; at < untilMs; turn++) {
    state = transition(state, { type: 'opened', at });
    if (isBusy) state = transition(state, { type: 'advanced', resourceVersion: String(turn + 2) });
    at += livedMs;
    const end = ends[turn % ends.length];
    state = transition(state, end === 'closed' ? { type: 'closed', at, random: 0.5 } : failed('network', at));
    if (state.phase !== 'backingOff') continue;
    pauses.push(state.delayMs);
    awayMs += state.delayMs;
    at += state.delayMs;
    state = transition(state, { type: 'delayOver' });
  }
  return { awayMs, pauses };
}

const ends = fc.array(fc.constantFrom<WatchInput['type']>('closed', 'failed'), {
  minLength: 1,
  maxLength: 4,
});

test('a watch that ends after five seconds or more is reopened without a delay', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5_000, max: 120_000 }), ends, fc.boolean(), (livedMs, by, isBusy) => {
      expect(cutEach(livedMs, by, isBusy, 600_000)).toEqual({ awayMs: 0, pauses: [] });
    }),
  );
});

test('a watch that ends sooner is reopened with growing delays, busy or not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_999 }), ends, fc.boolean(), (livedMs, by, isBusy) => {
      const { pauses } = cutEach(livedMs, by, isBusy, 600_000);
      for (const [index, pause] of pauses.entries())
        expect(pause).toBeGreaterThanOrEqual(Math.min(800 * 2 ** index, 30_000));
      expect(pauses.length).toBeLessThan(30);
    }),
  );
});

test('delays double from 0.8 s to 30 s, times up to two', () => {
  const delays: number[] = [];
  let state: WatchState = listing;
  for (let round = 0; round < 8; round++) {
    state = transition(state, failed('network'));
    if (state.phase === 'backingOff') delays.push(state.delayMs);
    state = transition(state, { type: 'delayOver' });
  }
  expect(delays).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  const spread = transition(listing, { type: 'failed', failure: failure('network'), at: 0, random: 0.5 });
  expect(spread).toMatchObject({ delayMs: 1200 });
});

test('a version that is expired after every list does not cause a tight loop', () => {
  let state: WatchState = listing;
  const delays: number[] = [];
  for (let round = 0; round < 4; round++) {
    state = transition(state, { type: 'listed', resourceVersion: '5' });
    state = transition(state, { type: 'opened', at: 0 });
    state = transition(state, failed('expired'));
    if (state.phase === 'backingOff') delays.push(state.delayMs);
    state = transition(state, { type: 'delayOver' });
  }
  expect(delays).toEqual([800, 1600, 3200, 6400]);
});

test('Retry-After delays a watch for five minutes at most', () => {
  const asked: WatchInput = {
    type: 'failed',
    failure: { ...failure('throttled'), retryAfterMs: 3_600_000 },
    at: 0,
    random: 0,
  };
  expect(transition({ phase: 'listing', attempt: 0 }, asked)).toMatchObject({
    phase: 'backingOff',
    delayMs: 300_000,
  });
});

test('Retry-After is a floor for the delay', () => {
  const asked: WatchInput = {
    type: 'failed',
    failure: { ...failure('throttled'), retryAfterMs: 5000 },
    at: 0,
    random: 0,
  };
  expect(transition(connecting, asked)).toMatchObject({ delayMs: 5000 });
  const less: WatchInput = { ...asked, failure: { ...failure('throttled'), retryAfterMs: 10 } };
  expect(transition(connecting, less)).toMatchObject({ delayMs: 800 });
});

test('a server that sends Retry-After is up: the retry comes within ten seconds, however often it failed before', () => {
  const lost: WatchState = { ...connecting, attempt: 9 };
  const failed = (retryAfterMs?: number): WatchInput => ({
    type: 'failed',
    failure: { ...failure('throttled'), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    at: 0,
    random: 0.5,
  });
  expect(transition(lost, failed(1000))).toMatchObject({ delayMs: 7500 });
  expect(transition(lost, failed())).toMatchObject({ delayMs: 45_000 });
  expect(transition(lost, failed(20_000))).toMatchObject({ delayMs: 20_000 });
});

test.each<[WatchState, WatchInput]>([
  [listing, { type: 'opened', at: 0 }],
  [listing, { type: 'advanced', resourceVersion: '1' }],
  [listing, { type: 'closed', at: 0, random: 0 }],
  [listing, { type: 'delayOver' }],
  [connecting, { type: 'listed', resourceVersion: '1' }],
  [connecting, { type: 'advanced', resourceVersion: '1' }],
  [connecting, { type: 'closed', at: 0, random: 0 }],
  [connecting, { type: 'delayOver' }],
  [watching, { type: 'listed', resourceVersion: '1' }],
  [watching, { type: 'opened', at: 0 }],
  [watching, { type: 'delayOver' }],
  [waiting('5', 'network'), { type: 'listed', resourceVersion: '1' }],
  [waiting('5', 'network'), { type: 'opened', at: 0 }],
  [waiting('5', 'network'), { type: 'advanced', resourceVersion: '1' }],
  [waiting('5', 'network'), { type: 'idle' }],
  [waiting('5', 'network'), failed('network')],
])('only a bug can pair %o with %o', (state, input) => {
  expect(() => transition(state, input)).toThrow('is impossible in state');
});
