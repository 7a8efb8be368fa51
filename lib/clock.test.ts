import { expect, test } from 'vitest';
import { every } from '#lib/clock.ts';
import { FakeClock } from '#tests/fake-clock.ts';

test('every calls back once per interval until it is cancelled', () => {
  const clock = new FakeClock();
  let calls = 0;
  const cancel = every(clock, 100, () => (calls += 1));
  clock.advance(99);
  expect(calls).toBe(0);
  clock.advance(201);
  expect(calls).toBe(3);
  cancel();
  clock.advance(1_000);
  expect(calls).toBe(3);
  expect(clock.alarmCount).toBe(0);
});

test('a callback can end its own repetition', () => {
  const clock = new FakeClock();
  let calls = 0;
  const cancel = every(clock, 100, () => {
    calls += 1;
    cancel();
  });
  clock.advance(1_000);
  expect(calls).toBe(1);
  expect(clock.alarmCount).toBe(0);
});
