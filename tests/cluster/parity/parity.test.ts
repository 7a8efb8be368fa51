import { beforeAll, expect, test } from 'vitest';
import { type Comparison, compare } from '#tests/cluster/parity/compare.ts';
import { covers, DIFFERENCES, RACES, staysBehind } from '#tests/cluster/parity/differences.ts';
import { type Recording, record } from '#tests/cluster/parity/record.ts';
import { inWords, inWordsShort } from '#tests/cluster/parity/report.ts';
import { STORIES } from '#tests/cluster/parity/stories/all.ts';
import type { Story } from '#tests/cluster/parity/story.ts';
import { standing, TAKES } from '#tests/cluster/parity/takes.ts';
import type { Difference } from '#tests/cluster/parity/telling.ts';
import { startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { ClusterKind } from '#tests/cluster/support/test-cluster.ts';

// Makes the same changes on the embedded cluster and on the real one, at the same time, then compares everything that both showed. A
// story that shows something not listed is repeated on fresh clusters: a difference has to occur in every take.

let recordings: Record<ClusterKind, Recording>;
let comparison: Comparison;
/** What each take shows and no list explains. */
const takes: Difference[][] = [];

beforeAll(async () => {
  const first = await take(STORIES);
  ({ recordings, comparison } = first);
  takes.push(first.unknown);
  process.stdout.write(`${inWordsShort(recordings, comparison)}\n`);
  while (standing(takes).length > 0 && takes.length < TAKES) {
    const doubtful = new Set(standing(takes).map(({ story }) => story));
    const { unknown } = await take(STORIES.filter(({ namespace }) => doubtful.has(namespace)));
    takes.push(unknown);
  }
  const byChance = (takes[0]?.length ?? 0) - standing(takes).length;
  process.stdout.write(
    `Takes: ${takes.length}; differences of the first that a later one had not: ${byChance}.\n`,
  );
});

async function take(stories: readonly Story[]) {
  const [embedded, real] = await Promise.all([recordOn('embedded', stories), recordOn('real', stories)]);
  const found = compare(embedded, real, RACES);
  const unknown = found.differences
    .filter((it) => !DIFFERENCES.some((entry) => covers(entry, it)))
    .filter((it) => !RACES.some((race) => staysBehind(race, it)));
  return { recordings: { embedded, real }, comparison: found, unknown };
}

async function recordOn(kind: ClusterKind, stories: readonly Story[]): Promise<Recording> {
  const cluster = await startTestCluster(kind, { isEmpty: true });
  try {
    return await record(cluster.kubeconfig(), stories);
  } finally {
    await cluster.stop();
  }
}

test.for<ClusterKind>(['embedded', 'real'])('every step completes on the %s cluster', (kind) => {
  const unmet = Object.entries(recordings[kind].stories).flatMap(([story, { steps }]) =>
    steps.flatMap(({ title, unmet: goals }) => goals.map((goal) => `${story}, ${title}: ${goal}`)),
  );
  expect(unmet).toEqual([]);
});

test('both clusters behave the same, except for the listed differences', () => {
  expect(inWords(standing(takes))).toBe('');
});

test.for(
  DIFFERENCES.filter(({ byChance }) => byChance !== true),
)('the listed difference still occurs: $reason', (entry) => {
  expect(comparison.differences.some((it) => covers(entry, it))).toBe(true);
});

test.for(RACES)('the listed race still occurs: $reason', (race) => {
  expect(comparison.met.has(race)).toBe(true);
});

test('fewer than ten are listed', () => {
  expect(DIFFERENCES.length + RACES.length).toBeLessThan(10);
});
