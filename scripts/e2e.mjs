import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, root } from './setup.mjs';
import { step } from './steps.mjs';

// npm run e2e [-- spec …]: only the browser tests, on the built dashboard.

ensureInstalled();
const chromium = ensureChromium();
ensureBuilt();
const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const passed = step('browser tests', nodeBinary(), [cli, 'test', ...process.argv.slice(2)], {
  CHROMIUM_PATH: chromium,
});
process.exit(passed ? 0 : 1);
