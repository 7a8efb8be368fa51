import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock, realClock } from '#simulator/runtime/clock.ts';

describe('a fake clock', () => {
  it('calls back in order of time, then of creation, including alarms set by callbacks', () => {
    const clock = new FakeClock(0);
    const calls: string[] = [];
    clock.after(20, () => calls.push(`c at ${clock.now()}`));
    clock.after(10, () => {
      calls.push(`a at ${clock.now()}`);
      clock.after(5, () => calls.push(`b at ${clock.now()}`));
    });
    clock.after(10, () => calls.push('second of two'));
    clock.after(1, () => calls.push('cancelled'))();
    clock.advance(30);
    expect(calls).toEqual(['a at 10', 'second of two', 'b at 15', 'c at 20']);
    expect(clock.now()).toBe(30);
  });

  it('fires all alarms in order of time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (waits) => {
        const clock = new FakeClock(0);
        const rung: number[] = [];
        for (const wait of waits) clock.after(wait, () => rung.push(clock.now()));
        clock.advance(1000);
        expect(rung).toEqual([...waits].sort((left, right) => left - right));
      }),
    );
  });
});

describe('a real clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at its speed, and keeps its alarms when the speed changes', () => {
    const clock = realClock(10);
    const start = clock.now();
    let rung = 0;
    clock.after(1000, () => {
      rung = clock.now() - start;
    });
    vi.advanceTimersByTime(50);
    expect([clock.now() - start, rung]).toEqual([500, 0]);
    clock.setSpeed(1);
    vi.advanceTimersByTime(499);
    expect(rung).toBe(0);
    vi.advanceTimersByTime(2);
    expect(rung).toBeGreaterThanOrEqual(1000);
  });

  it('jumps ahead', () => {
    const clock = realClock();
    const start = clock.now();
    const calls: string[] = [];
    clock.after(60_000, () => calls.push('rung'));
    clock.advance(60_000);
    expect([calls, clock.now() - start]).toEqual([['rung'], 60_000]);
    expect(() => clock.advance(-1)).toThrow('the clock cannot go back by -1 ms');
    expect(() => clock.setSpeed(0)).toThrow("the clock's speed must be above 0");
  });

  it('reports an alarm that throws and fires the others', () => {
    const report = vi.fn();
    const clock = realClock(1, report);
    const calls: string[] = [];
    const fault = new Error('a fault');
    clock.after(1, () => {
      throw fault;
    });
    clock.after(1, () => calls.push('beside it'));
    clock.after(5, () => calls.push('after it'));
    vi.advanceTimersByTime(10);
    expect(calls).toEqual(['beside it', 'after it']);
    expect(report.mock.calls).toEqual([[fault, 'an alarm of the clock']]);
  });
});
