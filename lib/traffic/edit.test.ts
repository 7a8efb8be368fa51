import { describe, expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { applyTrafficEdit, type TrafficEdit } from '#lib/traffic/edit.ts';

const latest = (percent: number, tag?: string): TrafficTarget => ({
  latestRevision: true,
  percent,
  ...(tag === undefined ? {} : { tag }),
});
const pinned = (revisionName: string, percent: number, tag?: string): TrafficTarget => ({
  latestRevision: false,
  percent,
  revisionName,
  ...(tag === undefined ? {} : { tag }),
});
const set = (percents: Record<string, number>): TrafficEdit => ({ type: 'setPercents', percents });

const accepted: [name: string, before: TrafficTarget[], edit: TrafficEdit, after: TrafficTarget[]][] = [
  [
    'moves share between rows',
    [pinned('a', 90), pinned('b', 10)],
    set({ a: 40, b: 60 }),
    [pinned('a', 40), pinned('b', 60)],
  ],
  [
    'drops an untagged target that comes to 0',
    [pinned('a', 90), latest(10)],
    set({ a: 0, '@latest': 100 }),
    [latest(100)],
  ],
  [
    'keeps a tagged target that comes to 0',
    [pinned('a', 90, 'old'), latest(10)],
    set({ a: 0, '@latest': 100 }),
    [pinned('a', 0, 'old'), latest(100)],
  ],
  [
    'keeps an untagged 0 % target that nobody edited',
    [pinned('z', 0), pinned('a', 90), latest(10)],
    set({ a: 0, '@latest': 100 }),
    [pinned('z', 0), latest(100)],
  ],
  [
    'spreads a row over its targets by largest remainder',
    [pinned('a', 50, 'x'), pinned('a', 25, 'y'), pinned('b', 25)],
    set({ a: 50, b: 50 }),
    [pinned('a', 33, 'x'), pinned('a', 17, 'y'), pinned('b', 50)],
  ],
  [
    'gives an all-zero row to its untagged target',
    [pinned('a', 0, 'x'), pinned('a', 0), latest(100)],
    set({ a: 10, '@latest': 90 }),
    [pinned('a', 0, 'x'), pinned('a', 10), latest(90)],
  ],
  [
    'gives an all-zero, all-tagged row to its first target',
    [pinned('a', 0, 'x'), pinned('a', 0, 'y'), latest(100)],
    set({ a: 10, '@latest': 90 }),
    [pinned('a', 10, 'x'), pinned('a', 0, 'y'), latest(90)],
  ],
  [
    'makes a target for a row that has none',
    [latest(100)],
    set({ a: 10, '@latest': 90 }),
    [latest(90), pinned('a', 10)],
  ],
  [
    'makes an @latest target that follows',
    [pinned('a', 100)],
    set({ a: 90, '@latest': 10 }),
    [pinned('a', 90), latest(10)],
  ],
  [
    'merges untagged duplicates of an edited row',
    [pinned('a', 20), pinned('b', 50), pinned('a', 30)],
    set({ a: 60, b: 40 }),
    [pinned('a', 60), pinned('b', 40)],
  ],
  [
    'keeps untagged duplicates of a row that is not edited',
    [pinned('a', 20), pinned('a', 30), pinned('b', 30), latest(20)],
    set({ b: 50, '@latest': 0 }),
    [pinned('a', 20), pinned('a', 30), pinned('b', 50)],
  ],
  [
    'edits the default when the list is empty',
    [],
    set({ '@latest': 60, a: 40 }),
    [latest(60), pinned('a', 40)],
  ],
  [
    'tags the first untagged target',
    [latest(100)],
    { type: 'addTag', row: '@latest', tag: 'current' },
    [latest(100, 'current')],
  ],
  [
    'adds a 0 % target for a second tag',
    [latest(100, 'current')],
    { type: 'addTag', row: '@latest', tag: 'next' },
    [latest(100, 'current'), latest(0, 'next')],
  ],
  [
    'adds a 0 % target for a revision without one',
    [latest(100)],
    { type: 'addTag', row: 'a', tag: 'old' },
    [latest(100), pinned('a', 0, 'old')],
  ],
  [
    'merges untagged duplicates before it tags',
    [pinned('a', 40), pinned('a', 60)],
    { type: 'addTag', row: 'a', tag: 'x' },
    [pinned('a', 100, 'x')],
  ],
  [
    'untags a routed target and keeps its percent',
    [latest(90), pinned('a', 10, 'old')],
    { type: 'removeTag', tag: 'old' },
    [latest(90), pinned('a', 10)],
  ],
  [
    'drops a 0 % target with its only tag',
    [latest(100), pinned('a', 0, 'old')],
    { type: 'removeTag', tag: 'old' },
    [latest(100)],
  ],
  [
    'merges an untagged target into its untagged sibling',
    [pinned('a', 60), pinned('a', 40, 'x')],
    { type: 'removeTag', tag: 'x' },
    [pinned('a', 100)],
  ],
  [
    'moves a tag and keeps the percent',
    [latest(90), pinned('a', 10, 'x')],
    { type: 'moveTag', tag: 'x', row: '@latest' },
    [latest(90, 'x'), pinned('a', 10)],
  ],
  [
    'replaces by the exact list',
    [latest(100)],
    { type: 'replace', targets: [pinned('a', 100, 'x'), latest(0, 'y')] },
    [pinned('a', 100, 'x'), latest(0, 'y')],
  ],
  [
    'accepts a list pasted from status without its URLs',
    [latest(100)],
    { type: 'replace', targets: [{ ...pinned('a', 100, 'x'), url: 'http://x-a.default.example.com' }] },
    [pinned('a', 100, 'x')],
  ],
];

const refused: [name: string, before: TrafficTarget[], edit: TrafficEdit, words: string][] = [
  ['a sum that is not 100', [latest(100)], set({ a: 10 }), 'The percents sum to 110, not 100.'],
  [
    'a fraction',
    [latest(100)],
    set({ '@latest': 99.5, a: 0.5 }),
    '@latest: 99.5 is not a whole number from 0 to 100.',
  ],
  [
    'a negative percent',
    [latest(100)],
    set({ '@latest': 110, a: -10 }),
    '@latest: 110 is not a whole number from 0 to 100.',
  ],
  [
    'a row without a name',
    [latest(100)],
    set({ '': 10, '@latest': 90 }),
    'A target needs a revision, or @latest.',
  ],
  [
    'an unknown @ row',
    [latest(100)],
    set({ '@newest': 10, '@latest': 90 }),
    '"@newest" is neither a revision nor @latest.',
  ],
  [
    'a tag that another row has',
    [latest(90, 'x'), pinned('a', 10)],
    { type: 'addTag', row: 'a', tag: 'x' },
    'Tag "x" is on @latest already. Move it instead.',
  ],
  ['to remove a missing tag', [latest(100)], { type: 'removeTag', tag: 'x' }, 'No target has the tag "x".'],
  [
    'to move a missing tag',
    [latest(100)],
    { type: 'moveTag', tag: 'x', row: 'a' },
    'No target has the tag "x".',
  ],
  [
    'a duplicate tag',
    [latest(100)],
    { type: 'replace', targets: [latest(50, 'x'), pinned('a', 50, 'x')] },
    'Tag "x" is on two targets; a tag can be on only one.',
  ],
  ['an empty list', [latest(100)], { type: 'replace', targets: [] }, 'The percents sum to 0, not 100.'],
  [
    'a Configuration',
    [latest(100)],
    { type: 'replace', targets: [{ configurationName: 'a', percent: 100 }] },
    "A Service's target may not name a Configuration (a).",
  ],
  [
    'a pin that follows',
    [latest(100)],
    { type: 'replace', targets: [{ revisionName: 'a', latestRevision: true, percent: 100 }] },
    'A target may not name the revision a and follow the latest one.',
  ],
];

describe('applyTrafficEdit', () => {
  test.each(accepted)('%s', (_, before, edit, after) => {
    expect(applyTrafficEdit(before, edit)).toEqual(after);
  });

  test.each(refused)('refuses %s', (_, before, edit, words) => {
    expect(applyTrafficEdit(before, edit)).toEqual({ refused: words });
  });

  test('refuses an invalid tag with the webhook’s message', () => {
    expect(applyTrafficEdit([latest(100)], { type: 'addTag', row: '@latest', tag: 'No' })).toEqual({
      refused:
        "invalid value: not a DNS 1035 label: [a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')]",
    });
  });

  test.each<[string, TrafficEdit]>([
    ['equal percents', set({ a: 10, '@latest': 90 })],
    ['0 % for a missing row', set({ z: 0 })],
    ['an existing tag', { type: 'addTag', row: 'a', tag: 'x' }],
    ['a tag moved to its own row', { type: 'moveTag', tag: 'x', row: 'a' }],
    [
      'the same list',
      { type: 'replace', targets: [{ latestRevision: true, percent: 90 }, pinned('a', 10, 'x')] },
    ],
  ])('returns the same array for %s', (_, edit) => {
    const before = [latest(90), pinned('a', 10, 'x')];
    expect(applyTrafficEdit(before, edit)).toBe(before);
  });

  test('keeps fields as they were written in targets it does not edit', () => {
    const odd: TrafficTarget = { revisionName: 'z', tag: 'z' };
    const next = applyTrafficEdit([odd, latest(100)], set({ '@latest': 90, a: 10 }));
    expect(next).toEqual([odd, latest(90), pinned('a', 10)]);
    expect(Array.isArray(next) && next[0]).toBe(odd);
  });
});
