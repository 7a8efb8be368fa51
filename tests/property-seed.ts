import { configureGlobal, readConfigureGlobal } from 'fast-check';
import { seed } from '#tests/seed.ts';

// Runs before each test file. A property that fails prints its seed: SLUICE_SEED=<seed> repeats it. A maximum that a test gives is reached: by
// default fast-check generates about ten items at most, whatever the maximum.
configureGlobal({ ...readConfigureGlobal(), seed, defaultSizeToMaxWhenMaxSpecified: true });
