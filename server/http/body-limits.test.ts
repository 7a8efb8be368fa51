import { describe, expect, test } from 'vitest';
import { readJson } from '#server/http/body.ts';

const LIMIT = 10;

function request(
  chunks: readonly string[] | readonly Uint8Array[],
  headers: Record<string, string> = {},
): Request {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
  const init = {
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    duplex: 'half',
  };
  return new Request('http://localhost/', init);
}

describe('a body', () => {
  test('of exactly the limit is read, one byte more is refused', async () => {
    expect(await readJson(request(['"12345', '678"']), {}, LIMIT)).toBe('12345678');
    await expect(readJson(request(['"12345', '6789"']), {}, LIMIT)).rejects.toMatchObject({
      code: 'tooLarge',
    });
  });

  test('that announces more than the limit is refused by its length, and one of the limit is not', async () => {
    const announced = (length: string) => readJson(request(['1'], { 'content-length': length }), {}, LIMIT);
    await expect(announced('11')).rejects.toMatchObject({ code: 'tooLarge' });
    expect(await announced('10')).toBe(1);
  });

  test('is read correctly when a chunk ends inside a character', async () => {
    const bytes = new TextEncoder().encode('"ä"');
    expect(await readJson(request([bytes.slice(0, 2), bytes.slice(2)]), {}, LIMIT)).toBe('ä');
  });
});
