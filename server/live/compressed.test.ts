import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { acceptsGzip, compressedJson } from '#server/live/compressed.ts';

describe('acceptsGzip', () => {
  test.each([
    ['gzip', true],
    ['gzip, deflate, br', true],
    ['br;q=1.0, gzip;q=0.5', true],
    ['GZIP', true],
    ['*', true],
    ['gzip;q=0', false],
    ['gzip; q=0.000', false],
    ['br', false],
    ['', false],
    [null, false],
  ])('%s: %s', (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });
});

describe('compressedJson', () => {
  const long = JSON.stringify({ text: 'Grüße '.repeat(1_000) });

  test('gzips a long body for a client that takes it', async () => {
    const response = await compressedJson(long, 'gzip');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await response.arrayBuffer())).toString()).toBe(long);
  });

  test.each([
    ['a client that does not take gzip', long, null],
    ['a short body', '{"text":"ü"}', 'gzip'],
  ])('leaves the body as it is for %s', async (_, body, accept) => {
    const response = await compressedJson(body, accept);
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe(body);
  });

  test('is kept by no cache', async () => {
    const { headers } = await compressedJson('{}', null);
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['no-store', 'accept-encoding']);
  });
});
