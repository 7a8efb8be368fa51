import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{lib,server,simulator,components,app}/**/*.test.{ts,tsx}',
      'tests/{scripts,system}/**/*.test.ts',
    ],
    environment: 'node',
    setupFiles: ['tests/property-seed.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
    coverage: { exclude: ['tests/**', 'scripts/**', '**/*.test.ts'] },
  },
});
