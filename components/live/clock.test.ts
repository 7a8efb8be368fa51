import { describe, expect, test, vi } from 'vitest';
import { stoppedClock } from '#components/live/clock.ts';

describe('a stopped clock', () => {
  test('tells the time that it stopped at, and never ticks', () => {
    vi.useFakeTimers({ now: 50_000 });
    const clock = stoppedClock(42_000);
    const listener = vi.fn<() => void>();
    const unsubscribe = clock.subscribe(listener);
    clock.correct(90_000);
    vi.advanceTimersByTime(10_000);
    expect(clock.now()).toBe(42_000);
    expect(clock.initial).toBe(42_000);
    expect(listener).not.toHaveBeenCalled();
    unsubscribe();
    vi.useRealTimers();
  });
});
