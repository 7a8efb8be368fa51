import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SimulationClock } from '#simulator/runtime/simulation-clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the clock of a simulation that is live', () => {
  // Machine timers count whole milliseconds: at these speeds one fires a fraction of a millisecond before the alarm is due.
  it.each([0.3, 0.7, 0.9, 1, 1.3, 7, 30])('calls back every alarm at %d times the speed', (speed) => {
    const clock = new SimulationClock(Date.now());
    clock.goLive(speed);
    const rang: number[] = [];
    for (let ms = 1; ms <= 40; ms += 1) clock.after(ms, () => void rang.push(ms));
    vi.advanceTimersByTime(Math.ceil(40 / speed) + 1);
    expect(rang).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('shows a callback the time for which its alarm was set', () => {
    const clock = new SimulationClock(Date.now());
    clock.goLive(0.9);
    const seen: number[] = [];
    const due = clock.now() + 10;
    clock.after(10, () => void seen.push(clock.now()));
    vi.advanceTimersByTime(12);
    expect(seen).toEqual([due]);
  });

  it.each(['past', 'live'])('reports an alarm that throws in its %s half and fires the others', (half) => {
    const report = vi.fn();
    const clock = new SimulationClock(Date.now(), report);
    if (half === 'live') clock.goLive(1);
    const calls: string[] = [];
    const fault = new Error('a fault');
    clock.after(1, () => {
      throw fault;
    });
    clock.after(1, () => calls.push('beside it'));
    clock.after(5, () => calls.push('after it'));
    if (half === 'past') clock.advance(10);
    else vi.advanceTimersByTime(10);
    expect(calls).toEqual(['beside it', 'after it']);
    expect(report.mock.calls).toEqual([[fault, 'an alarm of the clock']]);
  });
});
