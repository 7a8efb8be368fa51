import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeFields, removeFields } from '#simulator/apply/field-merge.ts';
import { appliedFields, compareFields, fieldPaths, formatPath } from '#simulator/apply/field-set.ts';
import { rootShape } from '#simulator/apply/root-shape.ts';

const POD = rootShape({ group: '', kind: 'Pod', custom: false });

const container = fc.record(
  { name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.constantFrom('i', 'j'), args: fc.array(fc.nat(2)) },
  { requiredKeys: ['name'] },
);
const pod = fc.record(
  {
    metadata: fc.record({ labels: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom('1', '2')) }),
    spec: fc.record(
      {
        containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 4 }),
        nodeName: fc.constantFrom('n', 'm'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const named = (...names: string[]) => ({ spec: { containers: names.map((name) => ({ name })) } });

describe('merging by field', () => {
  it('keeps every applied field as applied', () => {
    fc.assert(
      fc.property(pod, pod, (live, applied) => {
        const merged = mergeFields(live, applied, POD);
        const fields = appliedFields(applied, POD);
        const { written } = compareFields(merged, applied, POD);
        const changed = new Set(written === undefined ? [] : fieldPaths(written).map(formatPath));
        const all = fields === undefined ? [] : fieldPaths(fields).map(formatPath);
        expect(all.filter((path) => changed.has(path))).toEqual([]);
        expect(mergeFields(merged, applied, POD)).toEqual(merged);
      }),
    );
  });

  it('removes no field', () => {
    fc.assert(
      fc.property(pod, pod, (live, applied) => {
        expect(compareFields(live, mergeFields(live, applied, POD), POD).removed).toBeUndefined();
      }),
    );
  });

  it('removes what it added', () => {
    fc.assert(
      fc.property(pod, pod, (live, applied) => {
        const merged = mergeFields(live, applied, POD);
        const { written } = compareFields(live, merged, POD);
        const rest = written === undefined ? merged : removeFields(merged, written, POD);
        expect(compareFields(live, rest ?? {}, POD).written).toBeUndefined();
      }),
    );
  });

  it.each([
    ['new items at the end', named('a', 'b'), named('c'), ['a', 'b', 'c']],
    ['common items in the new order', named('a', 'b', 'c'), named('c', 'a'), ['b', 'c', 'a']],
    ['new items before the item that they precede', named('a', 'b'), named('n', 'b'), ['a', 'n', 'b']],
  ])('puts %s', (_name, live, applied, expected) => {
    expect(mergeFields(live, applied, POD)).toEqual(named(...expected));
  });
});
