import { expect, test } from 'vitest';
import * as z from '#lib/api/zod.ts';
import { readJson } from '#server/http/body.ts';

const any = { body: z.json() };
const LIMIT = 1 << 20;

const send = async (body: string, type = 'application/json') =>
  await readJson(
    new Request('http://x/', { method: 'PUT', body, headers: { 'content-type': type } }),
    any,
    LIMIT,
  );

test.each([
  ['lists', '['.repeat(50_000) + ']'.repeat(50_000)],
  ['objects', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
  ['lists that are never closed', '['.repeat(50_000)],
])('a body of %s nested 50,000 levels deep is refused with an explanation', async (_, body) => {
  await expect(send(body)).rejects.toMatchObject({ code: 'badRequest', message: /nested deeper than 32/ });
});

test('brackets in strings, or in sequence, do not count as depth', async () => {
  const value = {
    a: '[[[['.repeat(100),
    'b"{{': ['\\"{'.repeat(50), ...Array.from({ length: 500 }, () => [{}])],
  };
  expect(await send(JSON.stringify(value))).toEqual(value);
});

test.each([
  'text/plain',
  'application/jsonfoo',
  'application/json-patch+json',
  'application/json, text/plain',
])('a body of type %s is refused', async (type) => {
  await expect(send('{}', type)).rejects.toMatchObject({ code: 'badRequest' });
});

test('a body is returned as it was sent, down to the order of its keys', async () => {
  const schema = z.strictObject({
    uid: z.string(),
    traffic: z.array(z.strictObject({ tag: z.string(), percent: z.int() })),
  });
  const body = '{"traffic":[{"percent":100,"tag":"a"}],"uid":"u"}';
  const request = new Request('http://x/', {
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(JSON.stringify(await readJson(request, { body: schema }, LIMIT))).toBe(body);
});

test('a charset may follow the content type', async () => {
  expect(await send('{}', 'application/json; charset=utf-8')).toEqual({});
});

test('an unterminated string is scanned once', async () => {
  await expect(send(`"${'\\"'.repeat(LIMIT / 2 - 1)}`)).rejects.toMatchObject({
    code: 'badRequest',
    message: /not valid JSON/,
  });
});
