import { describe, expect, it } from 'vitest';
import { CODE_LIFE_MS, LaunchCodes, MAX_OPEN_CODES } from '#server/access/launch-codes.ts';
import { newSecret } from '#server/access/secrets.ts';
import {
  MAX_UNKNOWN_CODES,
  WINDOW_MS,
  type WrongCodeCounts,
  WrongCodes,
} from '#server/access/wrong-codes.ts';
import { FakeClock } from '#tests/fake-clock.ts';

describe('LaunchCodes', () => {
  const make = () => {
    const clock = new FakeClock();
    return { clock, codes: new LaunchCodes({ clock, newSecret }) };
  };

  it('accepts a code only once', () => {
    const { codes } = make();
    const { code } = codes.issue();
    expect(codes.redeem(code)).toBe('ok');
    expect(codes.redeem(code)).toBe('used');
  });

  it('accepts a code until it expires, and distinguishes an expired code from a wrong one', () => {
    const { clock, codes } = make();
    const inTime = codes.issue();
    const late = codes.issue();
    clock.advance(CODE_LIFE_MS - 1);
    expect(codes.redeem(inTime.code)).toBe('ok');
    clock.advance(1);
    expect(late.expiresAt).toBe(clock.now());
    expect(codes.redeem(late.code)).toBe('expired');
    expect(codes.redeem(late.code)).toBe('expired');
    expect(codes.redeem('x')).toBe('unknown');
  });

  it.each([
    3_600_000, -3_600_000,
  ])('accepts a code for the same time when the clock is set by %i ms', (byMs) => {
    const { clock, codes } = make();
    const [early, late] = [codes.issue(), codes.issue()];
    clock.set(byMs);
    clock.advance(CODE_LIFE_MS - 1);
    expect(codes.redeem(early.code)).toBe('ok');
    clock.advance(1);
    expect(codes.redeem(late.code)).toBe('expired');
  });

  it('generates 192 random bits per code', () => {
    const { codes } = make();
    const made = new Set(Array.from({ length: 100 }, () => codes.issue().code));
    expect(made.size).toBe(100);
    for (const code of made) expect(code).toMatch(/^[\w-]{32}$/);
  });

  it('keeps the newest few valid, and forgets the oldest of a thousand', () => {
    const { codes } = make();
    const made = Array.from({ length: 1_000 }, () => codes.issue().code);
    expect(codes.redeem(made.at(-MAX_OPEN_CODES) ?? '')).toBe('ok');
    expect(codes.redeem(made.at(-MAX_OPEN_CODES - 1) ?? '')).toBe('expired');
    expect(codes.redeem(made[0] ?? '')).toBe('unknown');
  });
});

describe('WrongCodes', () => {
  const make = () => {
    const clock = new FakeClock();
    const reports: WrongCodeCounts[] = [];
    return { clock, reports, wrong: new WrongCodes({ clock, report: (counts) => reports.push(counts) }) };
  };

  it('requires a wait after too many unknown codes in a minute, until the minute is over', () => {
    const { clock, wrong } = make();
    for (let count = 0; count < MAX_UNKNOWN_CODES; count += 1) expect(wrong.count('unknown')).toBeUndefined();
    clock.advance(20_000);
    expect(wrong.count('unknown')).toBe(40);
    expect(wrong.count('used')).toBeUndefined();
    clock.advance(40_000);
    expect(wrong.count('unknown')).toBeUndefined();
  });

  it('reports each minute with wrong codes once, with counts only', () => {
    const { clock, reports, wrong } = make();
    for (let count = 0; count < 300; count += 1) wrong.count('unknown');
    wrong.count('expired');
    expect(reports).toEqual([]);
    clock.advance(10 * WINDOW_MS);
    expect(reports).toEqual([{ used: 0, expired: 1, unknown: 300 }]);
    wrong.count('used');
    clock.advance(WINDOW_MS);
    expect(reports).toHaveLength(2);
  });
});
