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

  test('for any changes, no change waits longer than 100 ms, and a second has at most 14 frames', () => {
    fc.assert(
      fc.property(changes, (times) => {
        const frames = framesFor(times);
        expect(shortestSpan(frames, 14)).toBeGreaterThanOrEqual(1_000);
        for (const change of times) {
          expect((frames.find((frame) => frame >= change) ?? Infinity) - change).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  test('for any changes, a frame comes early only if the second before it had fewer than ten frames', () => {
    fc.assert(
      fc.property(changes, (times) => {
        const frames = framesFor(times);
        for (const [index, frame] of frames.entries()) {
          const isEarly = frame - (frames[index - 1] ?? Number.NEGATIVE_INFINITY) < 100;
          const lately = frames.slice(0, index).filter((earlier) => earlier > frame - 1_000);
          expect(isEarly && lately.length >= 10).toBe(false);
        }
      }),
    );
  });

  test('a burst after a quiet period has its early frames in its first ten', () => {
    const every60Ms = Array.from({ length: 34 }, (_, index) => index * 60);
    expect(framesFor(every60Ms)).toEqual([
      0, 100, 120, 220, 240, 340, 360, 460, 480, 580, 680, 780, 880, 980, 1_080, 1_180, 1_280, 1_380, 1_480,
      1_580, 1_680, 1_780, 1_880, 1_980,
    ]);
  });
});

const changes = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 300 }).map((gaps) => {
  let now = 0;
  return gaps.map((gap) => {
    now += gap;
    return now;
  });
});

/** The shortest time in which `count` more frames follow a frame. */
function shortestSpan(frames: readonly number[], count: number): number {
  return Math.min(...frames.slice(count).map((frame, index) => frame - (frames[index] ?? 0)), 1_000);
}
