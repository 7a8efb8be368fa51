import type { Difference } from '#tests/cluster/parity/telling.ts';

/** How often a story is played at most before a difference in it counts. */
export const TAKES = 3;

/**
 * standing keeps the differences of the first take that occur at the same place in every take of their story. Controllers race, so a
 * single take may show an order that happens by chance; a real difference between the clusters is in all of them.
 */
export function standing(takes: readonly (readonly Difference[])[]): Difference[] {
  const [first = [], ...later] = takes;
  const places = later.map((differences) => new Set(differences.map(placeOf)));
  return first.filter((difference) => places.every((place) => place.has(placeOf(difference))));
}

function placeOf({ story, step, subject, path }: Difference): string {
  return JSON.stringify([story, step, subject, path]);
}
