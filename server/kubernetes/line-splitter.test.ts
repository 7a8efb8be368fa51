import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '#server/kubernetes/line-splitter.ts';

test('returns the same lines however the bytes are split', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify(text));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const splitter = new LineSplitter();
      const seen: string[] = [];
      let start = 0;
      for (const length of [...cuts, bytes.length]) {
        seen.push(...splitter.push(bytes.subarray(start, start + length)));
        start += length;
      }
      expect(seen).toEqual(lines);
      expect(splitter.rest).toBe('');
    }),
  );
});

test('keeps an incomplete line, and skips empty ones', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(Buffer.from('a\n\r\n\nb'))).toEqual(['a']);
  expect(splitter.rest).toBe('b');
});
