import { expect, test } from 'vitest';
import type { Clock } from '#server/clock.ts';
import { IdleTimer } from '#server/kubernetes/idle-timer.ts';
import { FakeClock } from '#tests/fake-clock.ts';

test('calls back once nothing has been heard for its time, counted from what was heard last', () => {
  const clock = new FakeClock();
  let idle = 0;
  const timer = new IdleTimer(clock, 1_000, () => (idle += 1));
  clock.advance(600);
  timer.heard();
  clock.advance(999);
  expect(idle).toBe(0);
  clock.advance(1);
  expect(idle).toBe(1);
});

test('waits no longer than twice its time when the clock is set back', () => {
  const timers = new FakeClock();
  let setBackMs = 0;
  const clock: Clock = { now: () => timers.now() - setBackMs, after: (ms, then) => timers.after(ms, then) };
  let idle = 0;
  const timer = new IdleTimer(clock, 1_000, () => (idle += 1));
  timer.heard();
  setBackMs = 3_600_000;
  timers.advance(2_000);
  expect(idle).toBe(1);
});
