import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import { applyJsonPatch } from '#simulator/patch/json-patch.ts';
import { applyMergePatch } from '#simulator/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '#simulator/patch/strategic-merge-patch.ts';

function refusal(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { code, reason, message } = error;
    return { code, reason, message };
  }
}

describe('JSON Patch', () => {
  it.each([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['inserts into a list', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['appends to a list', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    [
      'removes',
      { a: 1, b: [1, 2] },
      [
        { op: 'remove', path: '/b/0' },
        { op: 'remove', path: '/a' },
      ],
      { b: [2] },
    ],
    ['replaces', { a: [1] }, [{ op: 'replace', path: '/a/0', value: 9 }], { a: [9] }],
    ['moves', { a: 1 }, [{ op: 'move', from: '/a', path: '/b' }], { b: 1 }],
    ['copies', { a: { c: 1 } }, [{ op: 'copy', from: '/a', path: '/b' }], { a: { c: 1 }, b: { c: 1 } }],
    [
      'tests by value',
      { a: { x: 1, y: 2 } },
      [{ op: 'test', path: '/a', value: { y: 2, x: 1 } }],
      { a: { x: 1, y: 2 } },
    ],
    ['tests a member that is null', { a: null }, [{ op: 'test', path: '/a', value: null }], { a: null }],
    ['replaces the whole document', { a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
    ['adds null when there is no value', {}, [{ op: 'add', path: '/a' }], { a: null }],
    [
      'moves an item to the end of its own list',
      { a: [1, 2] },
      [{ op: 'move', from: '/a/0', path: '/a/1' }],
      { a: [2, 1] },
    ],
    [
      'treats names of inherited members as ordinary names',
      {},
      [{ op: 'add', path: '/constructor', value: 1 }],
      { constructor: 1 },
    ],
    ['tests for absence with null', {}, [{ op: 'test', path: '/a', value: null }], {}],
    [
      'unescapes',
      { 'a/b': 1, '~': 1 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/~0' },
      ],
      {},
    ],
  ])('%s', (_name, document, patch, expected) => {
    expect(applyJsonPatch(document, patch)).toEqual(expected);
  });

  it.each([
    ['a failed test', [{ op: 'test', path: '/a', value: 2 }]],
    ['a missing member', [{ op: 'remove', path: '/b' }]],
    ['a replaced member that is missing', [{ op: 'replace', path: '/b', value: 1 }]],
    ['an index past the end', [{ op: 'add', path: '/list/5', value: 1 }]],
    ['an invalid index', [{ op: 'replace', path: '/list/first', value: 1 }]],
    ['an index with a leading zero', [{ op: 'add', path: '/list/00', value: 1 }]],
    ['an index of an empty list', [{ op: 'test', path: '/list/0', value: null }]],
    ['the end of a list where an item is required', [{ op: 'remove', path: '/list/-' }]],
    ['a member of a scalar', [{ op: 'add', path: '/a/b', value: 1 }]],
    ['the name of an inherited member', [{ op: 'remove', path: '/toString' }]],
    ['the removal of the whole document', [{ op: 'remove', path: '' }]],
    ['a move without a source', [{ op: 'move', from: '/b', path: '/c' }]],
    ['a copy without a source', [{ op: 'copy', path: '/c' }]],
    ['a path without a slash', [{ op: 'add', path: 'b', value: 1 }]],
    ['an unknown operation', [{ op: 'increment', path: '/a' }]],
  ])('answers 422 to %s', (_name, patch) => {
    expect(refusal(() => applyJsonPatch({ a: 1, list: [] }, patch))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
    });
  });

  it('does not change the document', () => {
    const document = { a: [1] };
    applyJsonPatch(document, [{ op: 'add', path: '/a/-', value: 2 }]);
    expect(document).toEqual({ a: [1] });
  });

  it('reverts an operation with its inverse, whatever the member’s name', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__');
    const member = (key: string) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), name, fc.jsonValue(), (document, key, value) => {
        const path = member(key);
        const there = Object.hasOwn(document, key);
        const changed = applyJsonPatch(document, [
          { op: 'add', path, value },
          { op: 'test', path, value },
        ]);
        const back = there ? { op: 'replace', path, value: document[key] } : { op: 'remove', path };
        expect(applyJsonPatch(changed, [back])).toEqual(applyJsonPatch(document, []));
      }),
      { numRuns: 300 },
    );
  });
});

describe('merge patch', () => {
  it.each([
    [{ a: 1, b: 2 }, { b: null }, { a: 1 }],
    [{ a: { x: 1, y: 2 } }, { a: { y: 3 } }, { a: { x: 1, y: 3 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: 1 }, { a: { x: null, y: 1 } }, { a: { y: 1 } }],
  ])('%j + %j', (document, patch, expected) => {
    expect(applyMergePatch(document, patch)).toEqual(expected);
  });
});

describe('strategic merge patch', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'a', image: 'one', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: 'two' },
      ],
      tolerations: [{ key: 'x' }],
    },
  };
  it.each([
    [
      'merges containers by name and env by name',
      { spec: { containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] } },
      [
        {
          name: 'a',
          image: 'one',
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
        },
        { name: 'b', image: 'two' },
      ],
    ],
    [
      'deletes an item',
      { spec: { containers: [{ name: 'a', $patch: 'delete' }] } },
      [{ name: 'b', image: 'two' }],
    ],
    ['replaces a list', { spec: { containers: [{ name: 'c' }, { $patch: 'replace' }] } }, [{ name: 'c' }]],
    [
      'orders items',
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
          containers: [{ name: 'b', image: '3' }],
        },
      },
      [
        { name: 'b', image: '3' },
        { name: 'a', image: 'one', env: [{ name: 'X', value: '1' }] },
      ],
    ],
  ])('%s', (_name, patch, containers) => {
    expect(applyStrategicMergePatch('Pod', pod, patch)).toEqual({ spec: { ...pod.spec, containers } });
  });

  it('replaces lists without a key, merges maps, removes with null', () => {
    const patch = {
      metadata: { labels: { a: 'b' } },
      spec: { containers: null, tolerations: [{ key: 'y' }] },
    };
    expect(applyStrategicMergePatch('Pod', pod, patch)).toEqual({
      metadata: { labels: { a: 'b' } },
      spec: { tolerations: [{ key: 'y' }] },
    });
  });

  it('refuses an item without its key', () => {
    expect(() => applyStrategicMergePatch('Pod', pod, { spec: { containers: [{ image: 'x' }] } })).toThrow(
      'does not contain declared merge key: name',
    );
  });
});
