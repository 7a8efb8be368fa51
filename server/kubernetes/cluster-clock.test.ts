import { expect, it, test } from 'vitest';
import { ClusterClock } from '#server/kubernetes/cluster-clock.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const MINUTE_MS = 60_000;
const header = (ms: number) => new Date(ms).toUTCString();

test.each([
  ['ten minutes ahead', 10 * MINUTE_MS],
  ['an hour behind', -60 * MINUTE_MS],
])('uses the time of an API server that is %s', (_what, skewMs) => {
  const own = new FakeClock();
  own.advance(100 * MINUTE_MS);
  const clock = new ClusterClock(own);
  clock.takeDate(header(own.now() + skewMs));
  expect(Math.abs(clock.now() - (own.now() + skewMs))).toBeLessThanOrEqual(1_000);
  own.advance(5 * MINUTE_MS);
  expect(Math.abs(clock.now() - (own.now() + skewMs))).toBeLessThanOrEqual(1_000);
});

test('clocks within a second of each other count as equal, and the time does not jump between responses', () => {
  const own = new FakeClock();
  const clock = new ClusterClock(own);
  for (let ms = 0; ms < 20_000; ms += 300) {
    own.advance(300);
    clock.takeDate(header(own.now() - 900));
    expect(clock.now()).toBe(own.now());
  }
});

test('a corrected clock is adopted at the next response', () => {
  const own = new FakeClock();
  const clock = new ClusterClock(own);
  clock.takeDate(header(own.now() + 10 * MINUTE_MS));
  own.advance(10 * MINUTE_MS);
  clock.takeDate(header(own.now()));
  expect(clock.offsetMs).toBe(0);
});

it.each([undefined, '', 'yesterday'])('ignores a header that is %j', (date) => {
  const clock = new ClusterClock(new FakeClock());
  clock.takeDate(date);
  expect(clock.offsetMs).toBe(0);
});
