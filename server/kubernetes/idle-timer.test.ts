import { expect, test } from 'vitest';
import { IdleTimer } from '#server/kubernetes/idle-timer.ts';
import { FakeClock } from '#tests/fake-clock.ts';

test('calls back after its timeout, counted from the last activity', () => {
  const clock = new FakeClock();
  let idle = 0;
  const timer = new IdleTimer(clock, 1_000, () => (idle += 1));
  timer.start();
  clock.advance(600);
  timer.received();
  clock.advance(999);
  expect(idle).toBe(0);
  clock.advance(1);
  expect(idle).toBe(1);
});

test.each([3_600_000, -3_600_000])('is unaffected by a clock that is set by %i ms', (byMs) => {
  const clock = new FakeClock();
  let idle = 0;
  const timer = new IdleTimer(clock, 1_000, () => (idle += 1));
  timer.start();
  timer.received();
  clock.set(byMs);
  expect(timer.silentMs).toBe(0);
  clock.advance(999);
  expect(idle).toBe(0);
  clock.advance(1);
  expect(idle).toBe(1);
});
