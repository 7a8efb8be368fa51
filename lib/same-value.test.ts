import { expect, it } from 'vitest';
import { sameValue } from '#lib/same-value.ts';

const run = (): void => {};

it.each([
  ['records', { a: 1, b: [null, { c: 'd' }] }, { b: [null, { c: 'd' }], a: 1 }],
  ['maps', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
  ['the same function', { run }, { run }],
  ['not a number', Number.NaN, Number.NaN],
])('treats %s with the same value as equal', (_what, a, b) => {
  expect(sameValue(a, b)).toBe(true);
});

it.each([
  ['another value', { a: 1 }, { a: 2 }],
  ['another order', ['a', 'b'], ['b', 'a']],
  ['a longer list', ['a'], ['a', 'b']],
  ['a key that is undefined', { a: undefined }, { b: undefined }],
  ['an extra key', { a: 1 }, { a: 1, b: undefined }],
  ['another key of a map', new Map([['a', 1]]), new Map([['b', 1]])],
  ['a list and a record', [], {}],
  ['a map and a record', new Map(), {}],
  ['null and a record', null, {}],
  ['two functions', () => 1, () => 1],
  ['two dates', new Date(0), new Date(0)],
])('distinguishes %s', (_what, a, b) => {
  expect(sameValue(a, b)).toBe(false);
  expect(sameValue(b, a)).toBe(false);
});
