import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultTarget } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { knFlagsFor } from '#lib/traffic/commands/kn-flags.ts';
import { computeKnTraffic, type KnFlags } from '#lib/traffic/commands/kn-traffic.ts';
import { rowKeyOf } from '#lib/traffic/rows.ts';
import { percentOf, tagOf } from '#lib/traffic/target.ts';
import { agree } from './support/agreement.ts';
import { mostly, pick } from './support/arbitrary.ts';
import { KnOracle } from './support/kn-oracle.ts';
import { percentsOf, ROWS, TAGS, validTraffic } from './support/traffic.ts';

let oracle: KnOracle;
beforeAll(async () => {
  oracle = await KnOracle.start();
});
afterAll(() => oracle.stop());

const stored = validTraffic.map((targets) => targets.map(defaultTarget));
const reference = mostly(fc.constantFrom(...ROWS), fc.oneof(fc.constantFrom(...TAGS), pick('z', 'a b')));
const malformed = pick(
  'x',
  '=',
  'a=',
  '=b',
  'a=b=c',
  '@latest',
  'svc-a=1e1',
  'svc-a=-1',
  'svc-a=101',
  'svc-a=+5',
  'svc-a=',
);

/** Percents that sum to 100; if they sum to less, kn would assign the rest according to the status, which ours leaves to kn. */
const shares = fc
  .array(reference, { minLength: 1, maxLength: 4 })
  .chain((references) =>
    fc
      .tuple(percentsOf(references.length), fc.boolean())
      .map(([percents, sign]) => references.map((to, index) => `${to}=${percents[index]}${sign ? '%' : ''}`)),
  );

const flags: fc.Arbitrary<KnFlags> = fc.record({
  untag: fc.array(fc.oneof(fc.constantFrom(...TAGS), pick('t9')), { maxLength: 2 }),
  tag: fc.array(
    mostly(
      fc.tuple(reference, fc.oneof(fc.constantFrom(...TAGS), pick('n'))).map((pair) => pair.join('=')),
      malformed,
    ),
    { maxLength: 3 },
  ),
  traffic: fc.oneof(
    fc.constant<string[]>([]),
    shares,
    shares,
    fc.tuple(shares, malformed).map(([list, bad]) => [...list, bad]),
  ),
});

/** What matters to the Route; the order of targets does not. */
function canonical(targets: readonly TrafficTarget[]): string[] {
  return targets.map((target) => JSON.stringify([rowKeyOf(target), tagOf(target), percentOf(target)])).sort();
}

test('kn’s flags change the list as kn does, or fail with the same error', async () => {
  await agree('kn traffic', fc.tuple(stored, flags), 3000, async ([targets, given]) => {
    const theirs = await oracle.update('svc', targets, given);
    const ours = computeKnTraffic(targets, given, 'svc');
    expect('error' in ours ? ours : { traffic: ours }).toEqual(
      theirs.error === undefined ? { traffic: theirs.traffic ?? [] } : theirs,
    );
  });
});

test('kn writes the list that the dashboard shows when given the flags that the dashboard prints', async () => {
  const change = fc.tuple(stored, stored);
  await agree('kn command', change, 2000, async ([base, next]) => {
    const printed = knFlagsFor(base, next);
    if (printed === null) return;
    const theirs = await oracle.update('svc', base, printed);
    expect(theirs.error).toBeUndefined();
    expect(canonical(theirs.traffic ?? [])).toEqual(canonical(next));
  });
});
