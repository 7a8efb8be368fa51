import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FramePace } from '#server/live/frame-pace.ts';

/** The times at which frames are sent for changes at these times. */
function framesFor(changes: readonly number[]): number[] {
  const pace = new FramePace();
  const frames: number[] = [];
  for (const now of changes) {
    const pending = frames.at(-1);
    if (pending !== undefined && pending >= now) continue;
    const wait = pace.waitMs(now);
    pace.sent(now + wait, wait > 0);
    frames.push(now + wait);
  }
  return frames;
}

describe('the frame rate', () => {
  test('the first change is sent immediately, later ones are collected for 100 ms', () => {
    expect(framesFor([1_000, 1_010, 1_050, 1_099])).toEqual([1_000, 1_100]);
  });

  test('continuous changes produce ten frames per second', () => {
    const changes = Array.from({ length: 2_901 }, (_, index) => index);
    expect(framesFor(changes)).toEqual(Array.from({ length: 30 }, (_, index) => index * 100));
  });

  test('a change soon after a collected frame is sent immediately', () => {
    expect(framesFor([0, 30, 60, 150, 180, 300])).toEqual([0, 100, 150, 250, 300]);
  });

  test('a change right after a collected frame is collected with the next changes', () => {
    expect(framesFor([0, 30, 110, 130])).toEqual([0, 100, 200]);
  });

  test('for any changes, no second has more than ten frames, and no change waits longer than 100 ms', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 300 }), (gaps) => {
        let now = 0;
        const changes = gaps.map((gap) => {
          now += gap;
          return now;
        });
        const frames = framesFor(changes);
        const tenFrames = frames.slice(10).map((frame, index) => frame - (frames[index] ?? 0));
        expect(Math.min(...tenFrames, 1_000)).toBe(1_000);
        for (const change of changes) {
          expect((frames.find((frame) => frame >= change) ?? Infinity) - change).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
