import { expect, test } from 'vitest';
import { isNamespaceName, isObjectName } from './object-name.ts';

const BAD = [
  '',
  '.',
  '..',
  'a/b',
  'a\\b',
  'a?b',
  'a#b',
  'a%2eb',
  '%2e%2e',
  'A',
  'a_b',
  '-a',
  'a-',
  'a\n',
  ' a',
  'ä',
  '\ud800',
];

test.each(BAD)('%j is not a valid name of a namespace or an object', (text) => {
  expect(isNamespaceName(text)).toBe(false);
  expect(isObjectName(text)).toBe(false);
});

test('an object’s name may contain dots, a namespace’s may not', () => {
  expect(isObjectName('hello.example-1.a')).toBe(true);
  expect(isNamespaceName('hello.example-1.a')).toBe(false);
  for (const text of ['.a', 'a.', 'a..b', 'a.-b']) expect(isObjectName(text)).toBe(false);
});

test('names have the lengths that Kubernetes allows', () => {
  expect(isNamespaceName('a'.repeat(63))).toBe(true);
  expect(isNamespaceName('a'.repeat(64))).toBe(false);
  const long = `${'a'.repeat(63)}.`.repeat(3);
  expect(isObjectName(long + 'a'.repeat(61))).toBe(true);
  expect(isObjectName(long + 'a'.repeat(62))).toBe(false);
});
