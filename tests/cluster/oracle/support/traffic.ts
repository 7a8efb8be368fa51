import * as fc from 'fast-check';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import { LATEST } from '#lib/traffic/rows.ts';
import { mostly, often, pick, rarely, sometimes, wire } from './arbitrary.ts';

/** The destinations and tags of valid lists. */
export const ROWS = [LATEST, 'svc-a', 'svc-b', 'svc-c', 'svc-d'] as const;
export const TAGS = ['t0', 't1', 't2', 't3', 't4', 't5'] as const;

/** Whole percents that sum to 100, one for each of `count` places. */
export const percentsOf = (count: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.nat(20), { minLength: count, maxLength: count })
    .map((weights) =>
      apportion(100, weights.every((weight) => weight === 0) ? weights.map(() => 1) : weights),
    );

/** Lists that the webhook accepts: any destination any number of times, tags unique, sum 100, defaults sometimes left out. */
export const validTraffic: fc.Arbitrary<TrafficTarget[]> = fc
  .array(fc.record({ row: fc.constantFrom(...ROWS), bare: fc.boolean(), tagged: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((places) =>
    fc.tuple(
      fc.constant(places),
      percentsOf(places.length),
      fc.shuffledSubarray([...TAGS], { minLength: 6 }),
    ),
  )
  .map(([places, percents, tags]) =>
    places.map(({ row, bare, tagged }, index): TrafficTarget => {
      const percent = percents[index] ?? 0;
      return {
        ...(row === LATEST ? {} : { revisionName: row }),
        ...(bare ? {} : { latestRevision: row === LATEST }),
        ...(bare && percent === 0 ? {} : { percent }),
        ...(tagged ? { tag: tags[index] } : {}),
      };
    }),
  );

/**
 * Characters that cover each way in which Go's `%q` and `len` treat one; a Unicode version newer than Go's would print more of them
 * verbatim.
 */
const foreign = pick(
  'a',
  'é',
  '日',
  '😀',
  '"',
  '\\',
  ' ',
  '\n',
  '\u0001',
  '\u007f',
  '\u00a0',
  '\u0301',
  '\u200d',
  '\u{e0001}',
);

/** Tags and names with typical typos. */
export const anyTag = mostly(
  pick<string>(...TAGS),
  fc.oneof(
    pick('', 'foo@', 'A', '-x', 'x-', '1a', 'a.b', 'ü', '"', 'x'.repeat(63), 'x'.repeat(64), 'X'.repeat(70)),
    fc.string({ maxLength: 8 }),
    fc.string({ unit: foreign, maxLength: 4 }),
  ),
);
const anyName = mostly(
  pick('svc-a', 'svc-b'),
  fc.oneof(
    pick(
      '',
      'x y',
      'a/b',
      'a/b/c',
      '/x',
      'x/',
      'A_/b',
      'é',
      'y'.repeat(64),
      `${'a'.repeat(254)}/b`,
      '-a',
      'a.',
      '"q"',
    ),
    fc.string({ maxLength: 6 }),
  ),
);

const anyTarget: fc.Arbitrary<TrafficTarget> = fc.record({
  tag: sometimes(anyTag),
  revisionName: sometimes(anyName),
  configurationName: rarely(anyName),
  latestRevision: sometimes(fc.boolean()),
  percent: often(fc.oneof(pick(100, 0, 50, 30, -5, 105), fc.integer({ min: -200, max: 200 }))),
  url: rarely(pick('', 'http://svc.example')),
});

/** Lists that anybody may send, valid or not. */
export const anyTraffic: fc.Arbitrary<TrafficTarget[]> = wire(
  fc.oneof(
    validTraffic,
    fc.array(anyTarget, { maxLength: 5 }),
    // A valid list with one thing wrong.
    fc
      .tuple(validTraffic, fc.nat(5), anyTarget)
      .map(([list, place, change]) =>
        list.map((target, index) =>
          index === place % list.length ? { ...target, ...clean(change) } : target,
        ),
      ),
    // The same tag on all.
    fc.tuple(validTraffic, anyTag).map(([list, tag]) => list.map((target) => ({ ...target, tag }))),
  ),
);

function clean(target: TrafficTarget): TrafficTarget {
  return Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined));
}
