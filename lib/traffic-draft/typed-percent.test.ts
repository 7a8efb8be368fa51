import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTypedPercent } from './typed-percent.ts';

it.each([
  ['0', { state: 'percent', percent: 0 }],
  [' 100 % ', { state: 'percent', percent: 100 }],
  ['007', { state: 'percent', percent: 7 }],
  ['%7', { state: 'percent', percent: 7 }],
  ['5%5', { state: 'problem', words: '“5%5” is no number: type a whole one from 0 to 100.' }],
  ['', { state: 'empty' }],
  [' % ', { state: 'empty' }],
  ['110', { state: 'problem', words: '110 % is more than there is: a share is 100 % at most.' }],
  ['-5', { state: 'problem', words: 'A share is 0 % at least.' }],
  ['−5', { state: 'problem', words: 'A share is 0 % at least.' }],
  ['33.3', { state: 'problem', words: 'Knative takes whole percents only, such as 33.' }],
  ['0,5', { state: 'problem', words: 'Knative takes whole percents only, such as 33.' }],
  ['half', { state: 'problem', words: '“half” is no number: type a whole one from 0 to 100.' }],
  ['1e2', { state: 'problem', words: '“1e2” is no number: type a whole one from 0 to 100.' }],
])('reads %j', (text, meaning) => {
  expect(readTypedPercent(text)).toEqual(meaning);
});

it('answers any text with a share from 0 to 100, with words, or with nothing where nothing is typed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.float().map(String)), (text) => {
      const read = readTypedPercent(text);
      const isShare = read.state === 'percent' && Number.isInteger(read.percent) && read.percent <= 100;
      const isAnswered = read.state === 'problem' && read.words !== '';
      expect(isShare || isAnswered || text.replace('%', '').trim() === '').toBe(true);
    }),
  );
});
