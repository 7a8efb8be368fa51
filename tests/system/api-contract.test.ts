import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as contract from '#lib/api/contract.ts';
import { openApiDocument } from '#lib/api/openapi.ts';

const ROOT = join(import.meta.dirname, '../..');
const APP = join(ROOT, 'app');
/** Answers requests for paths that the HTTP API does not have. */
const NOWHERE = 'api/[...rest]/route.ts';

/** The methods that each route file exports, by its path in the contract's notation. */
function routes(): Map<string, string[]> {
  const files = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('route.ts') && file !== NOWHERE,
  );
  return new Map(
    files.map((file) => {
      const path = `/${file.replace(/\/route\.ts$/, '').replace(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}')}`;
      const text = readFileSync(join(APP, file), 'utf8');
      const methods = [...text.matchAll(/export (?:async )?function (GET|POST|PUT|PATCH|DELETE)\b/g)];
      return [path, methods.map(([, method = '']) => method).sort()];
    }),
  );
}

test('the document has exactly the methods and paths of the routes', () => {
  const { paths } = openApiDocument('') as { paths: Record<string, Record<string, unknown>> };
  const documented = Object.entries(paths).map(([path, methods]): [string, string[]] => [
    path,
    Object.keys(methods)
      .map((it) => it.toUpperCase())
      .sort(),
  ]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(routes()));
});

test('each endpoint has a unique id and path', () => {
  const endpoints = Object.entries(contract);
  for (const [name, { id }] of endpoints) expect(id).toBe(name);
  const calls = endpoints.map(([, { method, path }]) => `${method} ${path}`);
  expect(new Set(calls).size).toBe(calls.length);
});

test('docs/openapi.json is what npm run openapi writes', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const written: unknown = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))));
});

test('every reference in the document leads to a schema in it', () => {
  const document = JSON.stringify(openApiDocument(''));
  const { components } = JSON.parse(document) as { components: { schemas: Record<string, unknown> } };
  const references = [...document.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1] ?? '';
    expect(components.schemas).toHaveProperty(name);
  }
});
