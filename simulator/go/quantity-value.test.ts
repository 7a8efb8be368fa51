import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuantity, parseQuantity } from '#simulator/go/quantity-value.ts';

describe('a quantity', () => {
  test.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['200M', '200M'],
    ['1024Ki', '1Mi'],
    ['0.5Ki', '512'],
    ['2e3', '2k'],
    ['-1500m', '-1500m'],
    ['0', '0'],
    ['1u', '1m'],
    ['.5', '500m'],
    ['1000', '1k'],
  ])('%s is written as %s', (text, written) => {
    const value = parseQuantity(text);
    expect(value && formatQuantity(value)).toBe(written);
  });

  test.each(['', 'x', '1 Gi', '1ki', '--1'])('is not %j', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  test('is unchanged when written and read again', () => {
    const value = fc.record({ milli: fc.bigInt({ min: 0n, max: 10n ** 15n }), isBinary: fc.boolean() });
    fc.assert(
      fc.property(value, (quantity) => {
        const again = parseQuantity(formatQuantity(quantity));
        const isRounded = quantity.isBinary && quantity.milli >= 1_024_000n;
        const expected = isRounded ? ((quantity.milli + 999n) / 1000n) * 1000n : quantity.milli;
        expect(again?.milli).toBe(expected);
      }),
    );
  });
});
