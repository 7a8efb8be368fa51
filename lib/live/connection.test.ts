import { describe, expect, test } from 'vitest';
import {
  backoffMs,
  type ConnectionInput,
  type ConnectionStep,
  nextStep,
  streamQuery,
} from '#lib/live/connection.ts';
import type { Topic } from '#lib/live/protocol.ts';

const SERVICES: readonly Topic[] = ['services'];
const idle: ConnectionStep = { phase: 'idle' };
const open: ConnectionStep = { phase: 'open', topics: SERVICES, openedAt: 0, receivedAt: 0, failures: 0 };
const waiting: ConnectionStep = { phase: 'waiting', retryAt: 500, failures: 1 };
const want = (...topics: Topic[]): ConnectionInput => ({ type: 'followed', topics });

describe('nextStep', () => {
  test.each<[string, ConnectionStep, ConnectionInput, number, string, string | undefined]>([
    ['opens when something is wanted', idle, want('services'), 0, 'open', 'open'],
    ['stays idle when nothing is wanted', idle, want(), 0, 'idle', undefined],
    ['closes when nothing is wanted any more', open, want(), 0, 'idle', 'close'],
    ['keeps the stream for the same topics', open, want('services'), 0, 'open', undefined],
    ['reopens for one more topic', open, want('services', 'cluster'), 0, 'open', 'open'],
    ['reopens for another topic', open, want('cluster'), 0, 'open', 'open'],
    ['keeps waiting when topics change', waiting, want('cluster'), 0, 'waiting', undefined],
    ['gives up waiting when nothing is wanted', waiting, want(), 0, 'idle', undefined],
    ['waits after a failure', open, { type: 'failed' }, 0, 'waiting', 'close'],
    ['waits after a goodbye', open, { type: 'bye' }, 0, 'waiting', 'close'],
    [
      'calls a stream lost after 10 s without a heartbeat',
      open,
      { type: 'tick' },
      10_000,
      'waiting',
      'close',
    ],
    ['does not call a stream lost before 10 s', open, { type: 'tick' }, 9_999, 'open', undefined],
    ['opens again when the wait is over', waiting, { type: 'tick' }, 500, 'open', 'open'],
    ['does not open again before the wait is over', waiting, { type: 'tick' }, 499, 'waiting', undefined],
    [
      'does not count a late failure of a closed stream',
      waiting,
      { type: 'failed' },
      0,
      'waiting',
      undefined,
    ],
  ])('%s', (_, step, input, now, phase, effect) => {
    const next = nextStep(step, input, SERVICES, now, 0);
    expect([next.step.phase, next.effect?.type]).toEqual([phase, effect]);
  });

  test('after the clock is set back, an open stream gets its full timeout, and a lost one waits no longer than the longest delay', () => {
    const received = nextStep(open, { type: 'received' }, SERVICES, 3_600_000, 0).step;
    const back = nextStep(received, { type: 'tick' }, SERVICES, 1_000, 0).step;
    expect(nextStep(back, { type: 'tick' }, SERVICES, 10_999, 0).step.phase).toBe('open');
    expect(nextStep(back, { type: 'tick' }, SERVICES, 11_000, 0).step.phase).toBe('waiting');
    const lost: ConnectionStep = { phase: 'waiting', retryAt: 3_600_000, failures: 1 };
    expect(nextStep(lost, { type: 'tick' }, SERVICES, 1_000, 0).step.phase).toBe('open');
  });

  test('a received message moves the deadline', () => {
    const { step } = nextStep(open, { type: 'received' }, SERVICES, 8_000, 0);
    expect(nextStep(step, { type: 'tick' }, SERVICES, 17_999, 0).step.phase).toBe('open');
  });

  test('consecutive failures wait longer; a healthy stream resets the delay', () => {
    const failing: ConnectionStep = { ...open, failures: 3 };
    expect(nextStep(failing, { type: 'failed' }, SERVICES, 0, 0).step).toMatchObject({ failures: 4 });
    expect(
      nextStep({ ...failing, receivedAt: 10_000 }, { type: 'failed' }, SERVICES, 10_000, 0).step,
    ).toMatchObject({
      failures: 1,
    });
  });

  test('a stream that delivered nothing was not healthy, however long it was open', () => {
    const failing: ConnectionStep = { ...open, failures: 3 };
    expect(nextStep(failing, { type: 'tick' }, SERVICES, 10_000, 0).step).toMatchObject({ failures: 4 });
  });

  test('a stream that was opened before the clock was set back can become healthy', () => {
    const opened: ConnectionStep = { ...open, openedAt: 3_600_000, receivedAt: 3_600_000, failures: 3 };
    const back = nextStep(opened, { type: 'tick' }, SERVICES, 1_000, 0).step;
    const received = nextStep(back, { type: 'received' }, SERVICES, 11_000, 0).step;
    expect(nextStep(received, { type: 'failed' }, SERVICES, 11_000, 0).step).toMatchObject({ failures: 1 });
  });

  test('other topics do not end a series of failures', () => {
    const failing: ConnectionStep = { ...open, failures: 3 };
    expect(nextStep(failing, want('cluster'), SERVICES, 0, 0).step).toMatchObject({ failures: 3 });
  });

  test('does not open again when nothing is followed by then', () => {
    const { step, effect } = nextStep(waiting, { type: 'tick' }, [], 500, 0);
    expect([step.phase, effect]).toEqual(['idle', undefined]);
  });
});

test.each([
  [1, 0, 250],
  [1, 1, 500],
  [2, 0, 500],
  [5, 0, 1_500],
  [50, 1, 3_000],
])('after %i failures with random %d waits %i ms', (failures, random, expected) => {
  expect(backoffMs(failures, random)).toBe(expected);
});

test('streamQuery pairs each topic with its cursor, empty when there is none', () => {
  const query = streamQuery([
    { topic: 'service/default/hello', cursor: 'e:7' },
    { topic: 'services', cursor: null },
  ]);
  expect(query).toBe('topic=service%2Fdefault%2Fhello&cursor=e%3A7&topic=services&cursor=');
  const parsed = new URLSearchParams(query);
  expect([parsed.getAll('topic'), parsed.getAll('cursor')]).toEqual([
    ['service/default/hello', 'services'],
    ['e:7', ''],
  ]);
});
