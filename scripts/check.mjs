import { join } from 'node:path';
import { ensureInstalled, nodeBinary, root } from './setup.mjs';
import { checks, step } from './steps.mjs';

// npm run check: lint, format, types and unit tests; what to run before a commit.

ensureInstalled();
const unit = ['unit tests', nodeBinary(), [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run']];
process.exit(
  [...checks(), unit].filter(([name, file, args]) => !step(name, file, args)).length === 0 ? 0 : 1,
);
