import { compareConditions, type Race } from '#tests/cluster/parity/compare-conditions.ts';
import { compareEvents } from '#tests/cluster/parity/compare-events.ts';
import { compareSteps, compareTables } from '#tests/cluster/parity/compare-steps.ts';
import type { Recording } from '#tests/cluster/parity/record.ts';
import { type Difference, Telling } from '#tests/cluster/parity/telling.ts';

/** Result of a comparison: each difference at the first step that shows it, and the races that occurred. */
export interface Comparison {
  differences: Difference[];
  met: ReadonlySet<Race>;
}

/** compare finds the differences between two clusters' recordings of the same stories. */
export function compare(embedded: Recording, real: Recording, races: readonly Race[]): Comparison {
  const met = new Set<Race>();
  const once = new Map<string, Difference>();
  for (const story of Object.keys(real.stories)) {
    const [left, right] = [new Telling(embedded, story), new Telling(real, story)];
    const conditions = compareConditions(left, right, races);
    for (const race of conditions.met) met.add(race);
    const found = [
      ...compareSteps(left, right),
      ...conditions.differences,
      ...compareEvents(left, right),
      ...compareTables(left, right),
    ];
    for (const one of found) {
      const key = JSON.stringify([one.story, one.subject, one.path, one.embedded, one.real]);
      if (!once.has(key)) once.set(key, one);
    }
  }
  return { differences: [...once.values()], met };
}
