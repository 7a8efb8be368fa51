import { expect, test } from 'vitest';
import type { ApiErrorCode } from '#lib/api/error-code.ts';
import { RefusalLog } from '#server/refusal-log.ts';
import { FakeClock } from '#tests/fake-clock.ts';

function fixture() {
  const clock = new FakeClock();
  const told: [Record<string, number>, number][] = [];
  const counted: ApiErrorCode[] = [];
  const log = new RefusalLog({
    clock,
    count: (code) => counted.push(code),
    tell: (counts, seconds) => told.push([counts, seconds]),
  });
  return { clock, told, counted, log };
}

test('logs the first refusal immediately, and later ones once per minute', () => {
  const { clock, told, counted, log } = fixture();
  for (let n = 0; n < 300; n++) log.note('unauthorized');
  expect(told).toEqual([[{ unauthorized: 1 }, 0]]);
  log.note('crossSite');
  clock.advance(60_000);
  expect(told.slice(1)).toEqual([[{ unauthorized: 299, crossSite: 1 }, 60]]);
  expect(counted).toHaveLength(301);
});

test('a quiet minute ends the counting: the next refusal is logged immediately', () => {
  const { clock, told, log } = fixture();
  log.note('wrongHost');
  clock.advance(60_000);
  expect(clock.alarmCount).toBe(0);
  log.note('wrongHost');
  expect(told).toEqual([
    [{ wrongHost: 1 }, 0],
    [{ wrongHost: 1 }, 0],
  ]);
});

test('everyday refusals are counted and not logged', () => {
  const { told, counted, log } = fixture();
  for (const code of ['conflict', 'invalid', 'notFound', 'stale'] as const) log.note(code);
  expect(counted).toHaveLength(4);
  expect(told).toEqual([]);
});
