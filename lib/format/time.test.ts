import { describe, expect, test } from 'vitest';
import { formatClock, formatInstant, formatSecond } from '#lib/format/time.ts';

const AT = Date.parse('2026-11-27T14:40:30Z');

describe('times are formatted in the requested zone', () => {
  test.each([
    ['UTC', '27 Nov 2026, 14:40:30 UTC'],
    ['Asia/Tokyo', '27 Nov 2026, 23:40:30 UTC+9'],
    ['Europe/Berlin', '27 Nov 2026, 15:40:30 UTC+1'],
    ['America/St_Johns', '27 Nov 2026, 11:10:30 UTC−3:30'],
    ['Pacific/Auckland', '28 Nov 2026, 03:40:30 UTC+13'],
  ])('%s: %s', (zone, text) => {
    expect(formatInstant(AT, zone)).toBe(text);
  });

  test('daylight saving time depends on the formatted time, not on today', () => {
    expect(formatInstant(Date.parse('2026-07-01T12:00:00Z'), 'Europe/Berlin')).toBe(
      '1 Jul 2026, 14:00:00 UTC+2',
    );
  });

  test('a time of day has two digits each, and midnight is 00', () => {
    expect(formatClock(AT, 'UTC')).toBe('14:40');
    expect(formatSecond(AT, 'Asia/Tokyo')).toBe('23:40:30');
    expect(formatClock(Date.parse('2026-11-27T00:00:00Z'), 'UTC')).toBe('00:00');
  });

  test('an unparsable time is shown as a question mark', () => {
    for (const format of [formatClock, formatSecond, formatInstant])
      expect(format(Number.NaN, 'UTC')).toBe('?');
  });
});
