import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { KINDS, startCluster } from '#tests/cluster/kn/cluster.ts';
import { EXCEPTIONS } from '#tests/cluster/kn/exceptions.ts';
import { type GoTestResult, leavesOf, runGoTests } from '#tests/cluster/kn/go-tests.ts';
import { buildPrograms } from '#tests/cluster/kn/programs.ts';
import type { ClusterKind } from '#tests/cluster/support/test-cluster.ts';

// The unmodified end-to-end tests of knative/client, against a cluster. Vitest collects test names before it runs any test, so they run
// while this file is loaded.

for (const kind of KINDS) {
  const results = await run(kind);
  const exceptions = EXCEPTIONS.filter(({ cluster }) => cluster === kind);
  const reasonOf = ({ name }: GoTestResult) => exceptions.find((entry) => entry.test === name)?.reason;
  const expected = results.filter((result) => reasonOf(result) === undefined);
  const excepted = results.flatMap((result) => {
    const reason = reasonOf(result);
    return reason === undefined ? [] : [{ ...result, reason }];
  });

  describe(`kn on the ${kind} cluster`, () => {
    test.for(expected)('$name', ({ outcome, output }) => {
      const said = outcome === 'passed' ? '' : output;
      expect({ outcome, said }).toEqual({ outcome: 'passed', said: '' });
    });

    // One that passes here has to be removed from exceptions.ts.
    test.for(excepted)('$name is known to fail: $reason', ({ outcome }) => {
      expect(outcome).toBe('failed');
    });

    test('every exception names an existing test', () => {
      const names = results.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(exceptions.map((entry) => entry.test)));
    });

    test('runs all 23 traffic splits', () => {
      expect(results.filter(({ name }) => name.startsWith('TestTrafficSplit/'))).toHaveLength(23);
    });
  });
}

async function run(kind: ClusterKind): Promise<GoTestResult[]> {
  const programs = await buildPrograms();
  const cluster = await startCluster(kind);
  // A separate home: kn reads its settings and plugins there, and kubectl caches the API server's discovery there.
  const home = await mkdtemp(path.join(tmpdir(), 'sluice-kn-home-'));
  try {
    const found = await runGoTests(programs.endToEndTests.path, ['-test.timeout=12m', '-test.parallel=4'], {
      cwd: home,
      env: {
        ...process.env,
        HOME: home,
        PATH: [...programs.path, process.env['PATH']].join(path.delimiter),
        KUBECONFIG: cluster.kubeconfig(),
        KO_DOCKER_REPO: 'dev.local',
      },
    });
    return leavesOf(found);
  } finally {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}
