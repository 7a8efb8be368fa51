import { defineConfig } from 'vitest/config';

/**
 * Tests that need Go: `vitest run -c vitest.cluster.config.ts` runs them all, with a folder behind it (`tests/cluster/oracle`) only
 * those. One file at a time: each builds binaries or owns a cluster.
 */
export default defineConfig({
  test: {
    include: ['tests/cluster/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    fileParallelism: false,
    testTimeout: 120_000,
    // The first build of a module compiles everything it depends on.
    hookTimeout: 1_500_000,
  },
});
