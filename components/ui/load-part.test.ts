import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPart } from '#components/ui/load-part.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a part that cannot be loaded is retried, with delays of up to five seconds, until it loads', async () => {
  const began = Date.now();
  const triedAt: number[] = [];
  const load = async (): Promise<string> => {
    triedAt.push(Date.now() - began);
    if (triedAt.length < 7) throw new Error('Failed to load chunk');
    return 'part';
  };
  const loaded = loadPart(load);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await loaded).toBe('part');
  expect(triedAt).toEqual([0, 500, 1_500, 3_500, 7_500, 12_500, 17_500]);
});
