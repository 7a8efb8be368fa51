import { expect, test, vi } from 'vitest';
import { SystemClock } from '#server/clock.ts';

test('a time beyond a timer’s maximum is not due immediately', () => {
  vi.useFakeTimers();
  try {
    const due = vi.fn();
    // A month, as a server may ask for in Retry-After.
    const cancel = new SystemClock().after(30 * 24 * 3_600_000, due);
    vi.advanceTimersByTime(24 * 24 * 3_600_000);
    expect(due).not.toHaveBeenCalled();
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
