import { expect, test } from 'vitest';
import { SAMPLE_INTERVAL_MS, SAMPLE_WINDOW_MS, SampleLog } from '#server/live/samples.ts';

const KEY = 'default/hello';

function fixture() {
  const log = new SampleLog();
  const observe = (at: number, percent: number, ready = 1) =>
    log.observe(
      KEY,
      new Map([['a', percent]]),
      new Map([
        ['a', { ready, desired: 1 }],
        ['idle', { ready: 0, desired: 0 }],
      ]),
      at,
    );
  const seen = () => log.of(KEY).map(({ at, revisions }) => [at, revisions.a?.percent, revisions.a?.ready]);
  return { log, observe, seen };
}

test('keeps differing samples, and omits idle revisions', () => {
  const { log, observe, seen } = fixture();
  observe(1_000, 10);
  observe(2_000, 10);
  observe(3_000, 10, 0);
  expect(seen()).toEqual([
    [1_000, 10, 1],
    [3_000, 10, 0],
  ]);
  expect(Object.keys(log.of(KEY)[0]?.revisions ?? {})).toEqual(['a']);
});

test('changes within one second produce one sample, the last', () => {
  const { observe, seen } = fixture();
  observe(1_000, 10);
  observe(1_300, 20);
  observe(1_900, 30);
  expect(seen()).toEqual([[1_000, 30, 1]]);
});

test('a tick repeats the last sample every 15 s, sharing it', () => {
  const { log, observe, seen } = fixture();
  observe(0, 10);
  log.tick(KEY, SAMPLE_INTERVAL_MS - 1);
  log.tick(KEY, SAMPLE_INTERVAL_MS);
  expect(seen()).toEqual([
    [0, 10, 1],
    [SAMPLE_INTERVAL_MS, 10, 1],
  ]);
  expect(log.of(KEY)[0]?.revisions).toBe(log.of(KEY)[1]?.revisions);
});

test('drops what is older than the window, except the sample in effect at its start', () => {
  const { log, observe, seen } = fixture();
  observe(0, 10);
  observe(60_000, 20);
  observe(SAMPLE_WINDOW_MS, 30);
  log.tick(KEY, SAMPLE_WINDOW_MS + 61_000);
  expect(seen()[0]).toEqual([60_000, 20, 1]);
});

test('a clock that is set back does not reverse time', () => {
  const { observe, seen } = fixture();
  observe(10_000, 10);
  observe(4_000, 20);
  expect(seen()).toEqual([[10_000, 20, 1]]);
});

test('flapping produces a limited number of samples, in order of time', () => {
  const { log, observe } = fixture();
  for (let second = 0; second < 900; second++) observe(second * 1_000, second % 2);
  const times = log.of(KEY).map(({ at }) => at);
  expect(times.length).toBeLessThanOrEqual(180);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  expect(times.at(-1)).toBe(899_000);
});
