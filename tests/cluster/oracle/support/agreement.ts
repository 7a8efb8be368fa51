import * as fc from 'fast-check';
import { seed } from '#tests/seed.ts';

const factor = Number(process.env.SLUICE_CASES ?? 1);

/**
 * Checks a property on generated cases and prints how many, how fast and from which seed. A mismatch fails with the smallest case that
 * still shows it. `SLUICE_SEED=new` generates new cases, a number the cases of that seed; `SLUICE_CASES` multiplies their number.
 */
export async function agree<Case>(
  law: string,
  cases: fc.Arbitrary<Case>,
  numRuns: number,
  check: (one: Case) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const runs = Math.max(1, Math.round(numRuns * factor));
  await fc.assert(fc.asyncProperty(cases, check), {
    numRuns: runs,
    seed,
    reporter: (details) => {
      const seconds = (performance.now() - started) / 1000;
      console.info(
        `${law}: ${details.numRuns} cases from seed ${seed}, ${Math.round(details.numRuns / seconds)} a second`,
      );
      if (details.failed) throw new Error(describe(law, details));
    },
  });
}

function describe<Case>(law: string, details: fc.RunDetails<[Case]>): string {
  const [smallest] = details.counterexample ?? [];
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : 'it does not hold';
  return [
    `${law}: ${cause}`,
    ...sidesOf(details.errorInstance),
    `smallest case after ${details.numShrinks} simplifications: ${JSON.stringify(smallest, bigIntAsText)}`,
    `again: SLUICE_SEED=${seed}`,
  ].join('\n');
}

/** The two sides of a failed comparison, in full. */
function sidesOf(error: unknown): string[] {
  if (!(error instanceof Error) || !('actual' in error && 'expected' in error)) return [];
  return [error.actual, error.expected].map((side, index) => {
    return `${index === 0 ? 'ours' : 'upstream'}: ${JSON.stringify(side, bigIntAsText)}`;
  });
}

function bigIntAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
