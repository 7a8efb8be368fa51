import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** kn's own tests take longest, and run while their file is loaded, which Vitest's record of durations leaves out. */
const LONGEST = /kn-e2e\.test\.ts$/;

/** Starts the longest file first, so that it does not run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(LONGEST.test(b.moduleId)) - Number(LONGEST.test(a.moduleId)));
  }
}

/**
 * Tests that need Go: `vitest run -c vitest.cluster.config.ts` runs them all, with a folder behind it (`tests/cluster/oracle`) only
 * those. Two files at a time: each owns its clusters, and waits for them most of the time.
 */
export default defineConfig({
  test: {
    include: ['tests/cluster/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    // The first build of a module compiles everything it depends on.
    hookTimeout: 1_500_000,
  },
});
