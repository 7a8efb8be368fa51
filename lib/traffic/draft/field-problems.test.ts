import { describe, expect, it } from 'vitest';
import { placeProblems } from '#lib/traffic/draft/field-problems.ts';

const traffic = [
  { latestRevision: true, percent: 10, tag: 'canary' },
  { latestRevision: false, revisionName: 'a-1', percent: 90 },
];

describe('placeProblems', () => {
  it('places a message about a tag at that tag, in both spellings of the path', () => {
    const duplicate = placeProblems(
      [{ message: 'Multiple definitions', paths: ['spec.traffic[0].tag'] }],
      traffic,
    );
    expect([...duplicate.tags]).toEqual([['canary', 'Multiple definitions']]);
    const bad = placeProblems([{ message: 'invalid value', paths: ['spec.traffic.tag[0]'] }], traffic);
    expect([...bad.tags]).toEqual([['canary', 'invalid value']]);
    expect(bad.rest).toEqual([]);
  });

  it('places a message about another field of a target at its row', () => {
    const { rows } = placeProblems([{ message: 'expected', paths: ['spec.traffic[1].percent'] }], traffic);
    expect([...rows]).toEqual([['a-1', 'expected']]);
  });

  it('keeps messages that do not name a single row', () => {
    const message = 'Traffic targets sum to 90, want 100';
    expect(placeProblems([{ message, paths: ['spec.traffic'] }], traffic).rest).toEqual([message]);
    expect(placeProblems([{ message, paths: ['spec.traffic[7].tag'] }], traffic).rest).toEqual([message]);
  });
});
