import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** Allowed href values: an address within this site, a literal in the source, or the result of safeUrl. */
const ALLOWED = [
  /^"(?:\/|#|https:\/\/)[^"]*"$/,
  /^\{(?:overviewHref|serviceHref)\([^{}]*\)\}$/,
  // Crumbs are addresses within this site: app/ builds them with the same two functions.
  /^\{crumb\.href\}$/,
];
const SINK = join('components', 'ui', 'external-link.tsx');

const files = ['components', 'app']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((it) => join(folder, it)),
  )
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'));

test('an address from the cluster becomes a link only through ExternalLink', () => {
  const found = files
    .filter((path) => path !== SINK)
    .flatMap((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return [...text.matchAll(/\b(?:href|src|formAction|srcDoc|xlinkHref)=("[^"]*"|\{[^}]*\})/g)]
        .map(([, value = '']) => value)
        .filter((value) => !ALLOWED.some((form) => form.test(value)))
        .map((value) => `${path}: ${value}`);
    });
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test('nothing in the page navigates elsewhere or writes markup directly', () => {
  const found = files.filter((path) =>
    /window\.open|location\.(?:assign|replace)\((?!SIGNED_OUT_PATH\))|location(?:\.href)?\s*=[^=]|dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/.test(
      readFileSync(join(ROOT, path), 'utf8'),
    ),
  );
  expect(found).toEqual([]);
});
