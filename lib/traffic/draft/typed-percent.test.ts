import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTypedPercent } from '#lib/traffic/draft/typed-percent.ts';

describe('a percent field', () => {
  it.each([
    ['0', 0],
    ['50', 50],
    [' 50 ', 50],
    ['50%', 50],
    [' 100 % ', 100],
    ['50\n', 50],
    ['\t50\r\n', 50],
    ['\u00a050\u202f%', 50],
    ['\u200e50\u200f', 50],
    ['\ufeff50', 50],
    ['007', 7],
    ['%7', 7],
    ['+50', 50],
    ['＋５０', 50],
    ['٥٠', 50],
    ['۵۰', 50],
    ['٥٠٪', 50],
    ['\u061c٥٠', 50],
    ['५०', 50],
    ['５０', 50],
    ['１００％', 100],
    ['𝟓𝟎', 50],
    ['𝟝𝟘', 50],
  ])('reads %j as the percent that it plainly means', (text, percent) => {
    expect(readTypedPercent(text)).toEqual({ state: 'percent', percent });
  });

  it.each(['', ' ', ' % ', '٪', '\u200e'])('waits for more after %j', (text) => {
    expect(readTypedPercent(text)).toEqual({ state: 'empty' });
  });

  it.each([
    ['110', '110 % is too much: a share is at most 100 %.'],
    ['١١٠', '١١٠ % is too much: a share is at most 100 %.'],
    ['9'.repeat(400), `${'9'.repeat(23)}… % is too much: a share is at most 100 %.`],
    ['-5', 'A share is at least 0 %.'],
    ['- 5', 'A share is at least 0 %.'],
    ['−5', 'A share is at least 0 %.'],
    ['–5', 'A share is at least 0 %.'],
    ['－５', 'A share is at least 0 %.'],
    ['-0.5', 'A share is at least 0 %.'],
    ['33.3', 'Knative accepts only whole percents, such as 33.'],
    ['0,5', 'Knative accepts only whole percents, such as 0.'],
    ['12.345', 'Knative accepts only whole percents, such as 12.'],
    ['٣٣٫٣', 'Knative accepts only whole percents, such as 33.'],
    ['50.', 'Knative accepts only whole percents, such as 50.'],
    ['.', '“.” is not a number: type a whole number from 0 to 100.'],
    ['1,000', 'Knative accepts only whole percents, such as 1.'],
    ['1.000.000', '“1.000.000” is not a number: type a whole number from 0 to 100.'],
    ['5%5', '“5%5” is not a number: type a whole number from 0 to 100.'],
    ['50%%', '“50%” is not a number: type a whole number from 0 to 100.'],
    ['half', '“half” is not a number: type a whole number from 0 to 100.'],
    ['1e2', '“1e2” is not a number: type a whole number from 0 to 100.'],
    ['0x10', '“0x10” is not a number: type a whole number from 0 to 100.'],
    ['½', '“½” is not a number: type a whole number from 0 to 100.'],
    ['5²', '“5²” is not a number: type a whole number from 0 to 100.'],
    ['Ⅴ', '“Ⅴ” is not a number: type a whole number from 0 to 100.'],
    ['五十', '“五十” is not a number: type a whole number from 0 to 100.'],
    ['1 0', '“1 0” is not a number: type a whole number from 0 to 100.'],
    ['1\n0', '“1 0” is not a number: type a whole number from 0 to 100.'],
    ['10\t90', '“10 90” is not a number: type a whole number from 0 to 100.'],
    ['5\u200b0', '“5\u200b0” is not a number: type a whole number from 0 to 100.'],
    ['--5', '“--5” is not a number: type a whole number from 0 to 100.'],
    ['x'.repeat(10_000), `“${'x'.repeat(23)}…” is not a number: type a whole number from 0 to 100.`],
  ])('explains what is wrong with %j', (text, words) => {
    expect(readTypedPercent(text)).toEqual({ state: 'problem', words });
  });
});

it('reads any text as a percent from 0 to 100, an explanation, or nothing when nothing is typed', () => {
  const text = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.float().map(String),
    fc.string({ unit: fc.constantFrom(...Array.from('015٥۵५５𝟓²½.,%٪-+ \n\u200ee')) }),
  );
  fc.assert(
    fc.property(text, (typed) => {
      const read = readTypedPercent(typed);
      // Only signs and spaces are dropped, so the number is exactly the one that was typed.
      const written = typed.replace(/[\s\p{Cf}%٪％﹪+＋]/gu, '');
      const isShare =
        read.state === 'percent' &&
        read.percent <= 100 &&
        /^\p{Nd}+$/u.test(written) &&
        (!/^\d+$/.test(written) || read.percent === Number(written));
      const isAnswered = read.state === 'problem' && read.words !== '';
      expect(isShare || isAnswered || (read.state === 'empty' && written === '')).toBe(true);
    }),
  );
});
