import { describe, expect, it } from 'vitest';
import { countReturns, lastHeardAt, type Returns, stoppedAt } from '#lib/view/data-time.ts';
import type { LiveStatus } from '#lib/view/live-status.ts';

const live = (heardAt: number): LiveStatus => ({ state: 'live', heardAt, without: [] });
const connecting: LiveStatus = { state: 'connecting' };
const down: LiveStatus = { state: 'down', since: 500, what: 'the watch of Route is down' };

describe('the clock of the data', () => {
  it('runs while they are live', () => {
    expect(stoppedAt(100, live(200))).toBeNull();
  });

  it('stands still since the data are stale', () => {
    expect(stoppedAt(900, down)).toBe(500);
  });

  it('stands still at the last time that was live while the page connects again', () => {
    const heardAt = [live(200), down, connecting].reduce(lastHeardAt, 100);
    expect(stoppedAt(heardAt, connecting)).toBe(200);
  });

  it('never goes back, even when the server reports an earlier time', () => {
    expect([live(200), live(150)].reduce(lastHeardAt, 100)).toBe(200);
  });
});

describe('the returns of a page', () => {
  const after = (...states: boolean[]): Returns => states.reduce(countReturns, { isLive: true, count: 0 });

  it('are counted when it becomes live again, not when it stops being live', () => {
    expect(after(false).count).toBe(0);
    expect(after(false, true).count).toBe(1);
    expect(after(false, true, false, true).count).toBe(2);
  });

  it('do not change while it stays live or stale', () => {
    const seen = after(false, true);
    expect(countReturns(seen, true)).toBe(seen);
    const stale = after(false);
    expect(countReturns(stale, false)).toBe(stale);
  });
});
