import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { apiPath, collectionPath, objectPath } from './resource.ts';

/** Arbitrary text interspersed with the delimiters that URL parsers use. */
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e',
    '%2e%2e',
    '.%2E',
    '\\',
    '..\\..',
    'a/../b',
    'x?y',
    'x#y',
    '\ud800',
    'a\n',
    '\t..',
    ';x',
    '@',
    ':',
  ),
  fc
    .array(
      fc.constantFrom(
        '.',
        '..',
        '/',
        '\\',
        '?',
        '#',
        '%',
        '%2e',
        '%2f',
        '%5c',
        ' ',
        '\t',
        '\n',
        '\0',
        'a',
        'secrets',
        'é',
        '／',
        '\udfff',
        ':',
        '@',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

/** meant parses an address as undici and fetch do and returns the segments of its path. Null when it is more than a path. */
function meant(path: string): string[] | null {
  const url = new URL(`https://api.example/prefix${path}`);
  const plain = url.search === '' && url.hash === '' && url.host === 'api.example' && url.username === '';
  return plain ? url.pathname.split('/').slice(2).map(decodeURIComponent) : null;
}

function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

test('a path either leads to its segments or is not built, whatever they contain', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (segments) => {
      const path = attempt(() => apiPath(...segments));
      expect(path === undefined ? segments : meant(path)).toEqual(segments);
    }),
    { numRuns: 2_000 },
  );
});

test('an object’s path either leads to that object or is not built', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, hostile, (group, version, resource, namespace, name) => {
      const type = { group, version, resource, kind: 'Any', namespaced: true };
      const path = attempt(() => objectPath(type, namespace, name));
      const root = group === '' ? ['api', version] : ['apis', group, version];
      const wanted = [...root, 'namespaces', namespace, resource, name];
      expect(path === undefined ? wanted : meant(path)).toEqual(wanted);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['', '.', '..', '\ud800'])('does not build a path from %j', (segment) => {
  expect(() => objectPath(KUBERNETES.pod, segment, 'x')).toThrow('is not valid in a path');
  expect(() => objectPath(KUBERNETES.pod, 'x', segment)).toThrow('is not valid in a path');
  expect(() => collectionPath({ ...KUBERNETES.pod, version: segment })).toThrow('is not valid in a path');
});

test('a namespaced object has no path without its namespace', () => {
  expect(() => objectPath(KUBERNETES.pod, undefined, 'x')).toThrow('without a namespace');
});

test('paths are those of the Kubernetes API', () => {
  expect(collectionPath(KUBERNETES.pod)).toBe('/api/v1/pods');
  expect(objectPath(KUBERNETES.namespace, undefined, 'shop')).toBe('/api/v1/namespaces/shop');
  expect(objectPath(KNATIVE.service, 'shop', 'cart')).toBe(
    '/apis/serving.knative.dev/v1/namespaces/shop/services/cart',
  );
});
