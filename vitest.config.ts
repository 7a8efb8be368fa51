import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{lib,server,simulator,components,app}/**/*.test.ts', 'tests/{scripts,system}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['tests/property-seed.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
