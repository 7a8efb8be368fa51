import { expect, test } from 'vitest';
import { quantityProblem } from '#simulator/go/quantity.ts';

test.each([
  '0',
  '+1',
  '1.',
  '.5',
  '1e3',
  '1E-3',
  '1E',
  '1Ei',
  '100m',
  '12345678901234567890123',
  '+',
  '.',
  'Ki',
  'e3',
])('accepts "%s"', (text) => {
  expect(quantityProblem(text)).toBeUndefined();
});

test.each(['1e', '1e+', '1Kii', '1mi', '1K', 'i', '1ee', 'mm'])('rejects an unknown suffix: "%s"', (text) => {
  expect(quantityProblem(text)).toBe("unable to parse quantity's suffix");
});

test.each(['', 'x', '1x', '1_0', '1.2.3', '1KiB', '1e1.5'])('refuses the form of "%s"', (text) => {
  expect(quantityProblem(text)).toMatch(/^quantities must match the regular expression/);
});

test.each(['Ei', '-Pi', '.Ei'])('requires digits before the largest suffixes: "%s"', (text) => {
  expect(quantityProblem(text)).toBe('unable to parse numeric part of quantity');
});
