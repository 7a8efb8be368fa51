import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { changedRows, changeWords, splitNames, splitText } from '#lib/traffic/effects/change-summary.ts';
import { toRows } from '#lib/traffic/rows.ts';
import { newTarget } from '#lib/traffic/target.ts';

const to = (revisionName: string, percent: number, tag?: string): TrafficTarget => ({
  latestRevision: false,
  revisionName,
  percent,
  ...(tag === undefined ? {} : { tag }),
});

describe('changedRows', () => {
  it('names only rows whose percent or tags differ', () => {
    const before = [to('a', 90, 'stable'), to('b', 10, 'canary'), to('c', 0, 'old')];
    const after = [to('a', 90, 'stable'), to('b', 5), to('d', 5, 'canary')];
    expect(changedRows(before, after)).toEqual([
      { key: 'b', from: 10, to: 5, addedTags: [], removedTags: ['canary'] },
      { key: 'd', from: 0, to: 5, addedTags: ['canary'], removedTags: [] },
      { key: 'c', from: 0, to: 0, addedTags: [], removedTags: ['old'] },
    ]);
  });

  it('sums the targets of one destination', () => {
    expect(changedRows([to('a', 60), to('a', 40, 'x')], [to('a', 100, 'x')])).toEqual([]);
  });
});

it('writes a split in one line, with and without names', () => {
  const split = [to('a', 90), { latestRevision: true, percent: 10 }, to('c', 0, 'old')];
  expect(splitText(split)).toBe('90 / 10');
  expect(splitNames(split)).toBe('90 % a, 10 % @latest');
  expect(splitText([])).toBe('100');
});

it('writes a split in the order of the gate’s rows, unknown ones last', () => {
  const split = [to('gone', 5), to('a', 85), { latestRevision: true, percent: 10 }];
  expect(splitText(split, ['@latest', 'b', 'a'])).toBe('10 / 85 / 5');
  expect(splitNames(split, ['@latest', 'b', 'a'])).toBe('10 % @latest, 85 % a, 5 % gone');
});

describe('changeWords', () => {
  it.each([
    ['shares', [to('a', 90), to('b', 10)], [to('a', 50), to('b', 50)], '90 / 10 → 50 / 50'],
    ['percents that swap', [to('a', 100)], [to('b', 100)], '100 % a → 100 % b'],
    [
      'tags alone, without repeating equal percents',
      [to('a', 100, 'blue'), to('b', 0, 'green')],
      [to('a', 100, 'green'), to('b', 0, 'blue')],
      'tag green moved from b to a; tag blue moved from a to b',
    ],
    [
      'both',
      [to('a', 100, 'x')],
      [to('a', 60), to('b', 40, 'y')],
      '100 → 60 / 40; tag y added to b; tag x removed from a',
    ],
    [
      'another spelling',
      [to('a', 100)],
      [{ revisionName: 'a', percent: 100 }],
      'the order or spelling of its targets',
    ],
  ])('describes %s', (_, before, after, words) => {
    expect(changeWords(before, after, ['a', 'b'])).toBe(words);
  });
});

it('a review shows everything that a write changes: its rows, applied to the old list, produce the new list', () => {
  const row = fc.constantFrom('@latest', 'a', 'b', 'c');
  const list = fc
    .tuple(
      fc.uniqueArray(fc.record({ row, tag: fc.constantFrom('', 'x', 'y', 'z') }), {
        minLength: 1,
        maxLength: 5,
        selector: (target) => (target.tag === '' ? target.row : target.tag),
      }),
      fc.array(fc.nat({ max: 50 }), { minLength: 5, maxLength: 5 }),
    )
    .map(([targets, cuts]) => {
      let rest = 100;
      return targets.map(({ row: key, tag }, index) => {
        const percent = index === targets.length - 1 ? rest : Math.min(rest, cuts[index] ?? 0);
        rest -= percent;
        return newTarget(key, percent, tag === '' ? undefined : tag);
      });
    });
  /** A list by destination, without rows that hold nothing. */
  const meaning = (targets: readonly TrafficTarget[]) =>
    new Map(
      toRows(targets)
        .filter((it) => it.percent > 0 || it.tags.length > 0)
        .map((it) => [it.key, { percent: it.percent, tags: it.tags.toSorted() }]),
    );
  fc.assert(
    fc.property(list, list, (before, after) => {
      const made = meaning(before);
      for (const { key, from, to: percent, addedTags, removedTags } of changedRows(before, after)) {
        const old = made.get(key);
        expect(from).toBe(old?.percent ?? 0);
        const tags = [...(old?.tags ?? []).filter((tag) => !removedTags.includes(tag)), ...addedTags];
        if (percent === 0 && tags.length === 0) made.delete(key);
        else made.set(key, { percent, tags: tags.toSorted() });
      }
      expect(made).toEqual(meaning(after));
      expect(changeWords(before, after)).not.toBe('');
    }),
  );
});
