import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer } from '#server/http/route.ts';

const APP = join(import.meta.dirname, '../../app');
const routes = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('route.ts'),
);
/** Answered without a token. They expose nothing, and HEAD costs the same. */
const OPEN = new Set(['healthz/route.ts', 'readyz/route.ts', 'api/[...rest]/route.ts']);

test('HEAD is refused before anything is opened', async () => {
  let opened = false;
  const request = new Request('http://127.0.0.1/api/c/x/live?topic=cluster', { method: 'HEAD' });
  const response = await answer(request, 'x', () => {
    opened = true;
    return Promise.resolve(new Response('a stream'));
  });
  expect({ status: response.status, allow: response.headers.get('allow'), opened }).toEqual({
    status: 405,
    allow: 'GET',
    opened: false,
  });
});

test('every route is behind the guard that refuses it', () => {
  expect(routes.length).toBeGreaterThan(6);
  const unguarded = routes
    .filter((path) => !OPEN.has(path))
    .filter((path) => {
      const text = readFileSync(join(APP, path), 'utf8');
      const handlers = [
        ...text.matchAll(/export (?:async )?function (?:GET|PUT|POST|PATCH|DELETE|HEAD)\b[^]*?\n}\n/g),
      ];
      return (
        handlers.length === 0 || !handlers.every(([handler]) => /return answer(?:Session)?\(/.test(handler))
      );
    });
  expect(unguarded).toEqual([]);
});
