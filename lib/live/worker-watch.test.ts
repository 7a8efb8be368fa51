import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LOOK_EVERY_MS,
  lookAtWorker,
  receivedFromWorker,
  startWatch,
  type WorkerWatch,
} from './worker-watch.ts';

/** look checks once per second for `seconds` seconds. It returns which effect occurred at which second. */
function look(watch: WorkerWatch, seconds: number, answers: (second: number) => boolean) {
  const effects: string[] = [];
  let now = watch.lookedAt;
  for (let second = 1; second <= seconds; second += 1) {
    now += LOOK_EVERY_MS;
    const next = lookAtWorker(watch, now);
    watch = next.watch;
    if (next.effect !== undefined) effects.push(`${next.effect} at ${second} s`);
    if (next.effect === 'replace') watch = startWatch(now);
    if (answers(second)) watch = receivedFromWorker(watch, now);
  }
  return effects;
}

test('a worker that never sends anything is probed, then replaced', () => {
  expect(look(startWatch(0), 10, () => false)).toEqual(['ask at 6 s', 'replace at 10 s']);
});

test('a worker that is silent because the server is silent is kept as long as it answers probes', () => {
  const asked = new Set<number>();
  let watch = startWatch(0);
  for (let second = 1; second <= 60; second += 1) {
    const next = lookAtWorker(watch, second * LOOK_EVERY_MS);
    watch = next.watch;
    expect(next.effect).not.toBe('replace');
    if (next.effect === 'ask') {
      asked.add(second);
      watch = receivedFromWorker(watch, second * LOOK_EVERY_MS + 20);
    }
  }
  expect(asked.size).toBeGreaterThan(5);
});

test('a worker that forwards heartbeats is not probed', () => {
  expect(look(startWatch(0), 60, (second) => second % 5 === 0)).toEqual([]);
});

test('a new worker gets a full timeout', () => {
  expect(look(startWatch(0), 21, () => false)).toEqual([
    'ask at 6 s',
    'replace at 10 s',
    'ask at 16 s',
    'replace at 20 s',
  ]);
});

test('a tab that slept, or whose clock was set, probes the worker again before replacing it', () => {
  const gap = fc.oneof(
    fc.integer({ min: 3 * LOOK_EVERY_MS + 1, max: 1e9 }),
    fc.integer({ min: -1e9, max: -1 }),
  );
  const since = fc.record({ received: fc.nat(1e7), pinged: fc.option(fc.nat(1e5)), gap });
  fc.assert(
    fc.property(since, ({ received, pinged, gap: jump }) => {
      const at = 1e10;
      const before = {
        receivedAt: at - received,
        pingedAt: pinged === null ? null : at - pinged,
        lookedAt: at,
      };
      const { watch, effect } = lookAtWorker(before, at + jump);
      expect(effect).toBeUndefined();
      expect(look(watch, 10, () => false)).toEqual(['ask at 6 s', 'replace at 10 s']);
    }),
  );
});
