import type { Comparison } from '#tests/cluster/parity/compare.ts';
import type { Recording } from '#tests/cluster/parity/record.ts';
import type { Difference } from '#tests/cluster/parity/telling.ts';

const MOST = 200;

/** inWords formats differences for people: where each is, what the embedded cluster showed, what the real one showed. */
export function inWords(differences: readonly Difference[]): string {
  const lines = differences
    .slice(0, MOST)
    .map(
      ({ story, step, subject, path, embedded, real }) =>
        `${story} [${step}] ${subject}: ${path}\n  embedded  ${valueOf(embedded)}\n  real      ${valueOf(real)}\n`,
    );
  const rest = differences.length - lines.length;
  return lines.join('') + (rest > 0 ? `… and ${rest} more\n` : '');
}

const valueOf = (value: unknown): string => JSON.stringify(value) ?? '(absent)';

/** inWordsShort returns how much was compared. */
export function inWordsShort(
  { embedded, real }: { embedded: Recording; real: Recording },
  found: Comparison,
): string {
  const steps = Object.values(real.stories).reduce((sum, { steps: each }) => sum + each.length, 0);
  const states = ({ lives }: Recording): number => lives.reduce((sum, life) => sum + life.states.length, 0);
  const conditions = new Set(
    real.lives.flatMap(({ states: all }) =>
      all.flatMap((state) =>
        ((state as { status?: { conditions?: { type: string }[] } }).status?.conditions ?? []).map(
          ({ type }) => `${state.metadata.uid} ${type}`,
        ),
      ),
    ),
  );
  return (
    `Parity: ${Object.keys(real.stories).length} stories of ${steps} steps; ${embedded.lives.length} objects in ` +
    `${states(embedded)} states on the embedded cluster, ${real.lives.length} in ${states(real)} on the real one, with ` +
    `${conditions.size} conditions; ${found.differences.length} differences, listed ones included.`
  );
}
