import { configureGlobal, readConfigureGlobal } from 'fast-check';
import { seed } from '#tests/seed.ts';

// Runs before each test file. A property that fails prints its seed: SLUICE_SEED=<seed> repeats it.
configureGlobal({ ...readConfigureGlobal(), seed });
