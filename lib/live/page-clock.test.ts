import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPageClock, stoppedClock } from '#lib/live/page-clock.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const BROWSER = 1_000_000;
const SERVER = 5_000_000;

function fixture() {
  const local = new FakeClock(BROWSER);
  return { local, clock: createPageClock(SERVER, local) };
}

describe('the page clock', () => {
  test('starts at the server’s time and advances with the browser’s clock', () => {
    const { local, clock } = fixture();
    local.advance(1_500);
    expect([clock.now(), clock.initial]).toEqual([SERVER + 1_500, SERVER]);
  });

  test.each([
    ['keeps', 'ahead', 2_000, 0],
    ['keeps', 'behind', -2_000, 0],
    ['takes', 'ahead', 2_001, 2_001],
    ['takes', 'behind', -2_001, -2_001],
    ['takes', 'ahead', 3_600_000, 3_600_000],
  ])('%s its time when the server is %s by %i ms', (_, __, differenceMs, movedMs) => {
    const { clock } = fixture();
    clock.correct(SERVER + differenceMs);
    expect(clock.now()).toBe(SERVER + movedMs);
  });

  test('adopts the server’s time unless it is already within two seconds of it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 1 }), (differences) => {
        const { clock } = fixture();
        for (const difference of differences) {
          const before = clock.now();
          clock.correct(SERVER + difference);
          const wasClose = Math.abs(before - (SERVER + difference)) <= 2_000;
          expect(clock.now()).toBe(wasClose ? before : SERVER + difference);
        }
      }),
    );
  });

  test('adjusts when the browser’s own clock is set', () => {
    const { local, clock } = fixture();
    local.set(-3_600_000);
    clock.correct(SERVER);
    expect(clock.now()).toBe(SERVER);
  });

  test('ticks once per second for all listeners, and only while there are any', () => {
    const { local, clock } = fixture();
    expect(local.alarmCount).toBe(0);
    const ticks: string[] = [];
    const leave = [clock.subscribe(() => ticks.push('a')), clock.subscribe(() => ticks.push('b'))];
    local.advance(2_000);
    expect(ticks).toEqual(['a', 'b', 'a', 'b']);
    leave[0]?.();
    local.advance(1_000);
    expect(ticks.slice(4)).toEqual(['b']);
    leave[1]?.();
    expect(local.alarmCount).toBe(0);
    clock.subscribe(() => ticks.push('c'));
    local.advance(1_000);
    expect(ticks.slice(5)).toEqual(['c']);
  });
});

test('a stopped clock keeps the time at which it stopped, and never ticks', () => {
  const clock = stoppedClock(42_000);
  let ticks = 0;
  const unsubscribe = clock.subscribe(() => (ticks += 1));
  clock.correct(90_000);
  expect([clock.now(), clock.initial, ticks]).toEqual([42_000, 42_000, 0]);
  unsubscribe();
});
