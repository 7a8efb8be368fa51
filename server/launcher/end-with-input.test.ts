import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { endWithInput } from '#server/launcher/end-with-input.ts';

it.each<[string, (input: PassThrough) => void]>([
  ['ends', (input) => input.end('what is never written')],
  ['breaks', (input) => input.destroy(new Error('EIO'))],
])('ends once when the input %s, and not before', async (_how, stop) => {
  const input = new PassThrough();
  let ends = 0;
  endWithInput(input, () => {
    ends += 1;
  });
  input.write('x');
  await new Promise(setImmediate);
  expect(ends).toBe(0);
  stop(input);
  await new Promise(setImmediate);
  expect(ends).toBe(1);
});
