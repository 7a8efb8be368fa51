import { beforeAll, expect, test } from 'vitest';
import { type Comparison, compare } from '#tests/cluster/parity/compare.ts';
import { covers, DIFFERENCES, RACES, staysBehind } from '#tests/cluster/parity/differences.ts';
import { type Recording, record } from '#tests/cluster/parity/record.ts';
import { inWords, inWordsShort } from '#tests/cluster/parity/report.ts';
import { STORIES } from '#tests/cluster/parity/stories/all.ts';
import { type ClusterKind, startTestCluster } from '#tests/cluster/support/test-cluster.ts';

// The same changes on the embedded cluster and on the real one, at the same time; then everything that both showed is compared.

let recordings: Record<ClusterKind, Recording>;
let comparison: Comparison;

beforeAll(async () => {
  const [embedded, real] = await Promise.all([recordOn('embedded'), recordOn('real')]);
  recordings = { embedded, real };
  comparison = compare(embedded, real, RACES);
  process.stdout.write(`${inWordsShort(recordings, comparison)}\n`);
});

async function recordOn(kind: ClusterKind): Promise<Recording> {
  const cluster = await startTestCluster(kind, { isEmpty: true });
  try {
    return await record(cluster.kubeconfig(), STORIES);
  } finally {
    await cluster.stop();
  }
}

test.for<ClusterKind>(['embedded', 'real'])('every step comes to its end on the %s cluster', (kind) => {
  const unmet = Object.entries(recordings[kind].stories).flatMap(([story, { steps }]) =>
    steps.flatMap(({ title, unmet: goals }) => goals.map((goal) => `${story}, ${title}: ${goal}`)),
  );
  expect(unmet).toEqual([]);
});

test('both clusters show the same, but for the listed differences', () => {
  const unknown = comparison.differences
    .filter((it) => !DIFFERENCES.some((entry) => covers(entry, it)))
    .filter((it) => !RACES.some((race) => staysBehind(race, it)));
  expect(inWords(unknown)).toBe('');
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
