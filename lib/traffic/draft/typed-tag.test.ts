import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { tagProblem } from '#lib/knative/tag-problem.ts';
import { readTypedTag } from '#lib/traffic/draft/typed-tag.ts';

it.each([
  ['blue', 'blue'],
  [' blue ', 'blue'],
  ['blue\n', 'blue'],
  ['\u200bblue', 'blue'],
  ['pr-12', 'pr-12'],
  ['', ''],
  ['  ', ''],
])('reads %j as the tag that it plainly means', (text, tag) => {
  expect(readTypedTag(text, 'hello')).toEqual({ tag, advice: null, problem: null });
});

it.each([
  ['Blue', 'A tag must be lowercase, such as blue.'],
  ['Blue_1', 'A tag must be lowercase.'],
  ['my tag', 'A tag cannot contain spaces.'],
  ['my_tag', 'A tag can contain only the letters a to z, digits and dashes.'],
  ['größe', 'A tag can contain only the letters a to z, digits and dashes.'],
  ['v1.2', 'A tag can contain only the letters a to z, digits and dashes.'],
  ['1st', 'A tag must begin with a letter.'],
  ['-a', 'A tag must begin with a letter.'],
  ['blue-', 'A tag must end with a letter or a digit.'],
])('explains what to change in %j, next to the webhook’s message', (text, advice) => {
  expect(readTypedTag(text, 'hello')).toMatchObject({ advice, problem: tagProblem(text) });
});

it('reports a tag that is too long together with its Service’s name', () => {
  expect(readTypedTag('blue', 'x'.repeat(63))).toMatchObject({ tag: 'blue', advice: null });
  expect(readTypedTag('blue', 'x'.repeat(63)).problem).toContain('has 68 characters');
});

it('accepts exactly what the webhook accepts', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'Z', '1', '-', '_', ' ', '.', 'ö') });
  fc.assert(
    fc.property(letters, (text) => {
      const { tag, problem } = readTypedTag(text, 'a');
      expect(problem === null).toBe(tag === '' || tagProblem(tag) === null);
    }),
  );
});
