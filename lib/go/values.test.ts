import { describe, expect, test } from 'vitest';
import { parseGoFloat, parseGoInteger } from '#lib/go/number.ts';
import { byteLength, goQuote } from '#lib/go/text.ts';

describe('how Go represents a value', () => {
  test.each([
    ['a', '"a"', 1],
    ['"\\', '"\\"\\\\"', 2],
    ['é\n\u0001\u007f', '"é\\n\\x01\\x7f"', 5],
    ['\u200d\u{e0001}😀', '"\\u200d\\U000e0001😀"', 11],
  ])('%j is quoted as %s and has %i bytes', (text, quoted, bytes) => {
    expect(goQuote(text)).toBe(quoted);
    expect(byteLength(text)).toBe(bytes);
  });

  test.each([
    ['1_000', 1000],
    ['-.5e1', -5],
    ['inf', Number.POSITIVE_INFINITY],
    ['NaN', Number.NaN],
    ['1e400', null],
    ['0x10', null],
    ['', null],
  ])('%j is the float %s', (text, value) => {
    expect(parseGoFloat(text)).toBe(value);
  });

  test.each([
    ['-2147483648', -2_147_483_648],
    ['2147483648', 'range'],
    ['9999999999h', 'range'],
    ['12h', 'syntax'],
    ['+', 'syntax'],
  ])('%j is the int32 %s', (text, value) => {
    expect(parseGoInteger(text, 32)).toBe(value);
  });
});
