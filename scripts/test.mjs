import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { say } from './console.mjs';
import { ensureInstalled, ensureStateDir, nextCommand, nodeBinary, root } from './setup.mjs';
import { checks, step } from './steps.mjs';

// npm test: everything that must hold, from a fresh checkout, with one closing line.

ensureInstalled();
const chromium = ensureChromium();
const reports = {
  vitest: join(ensureStateDir(), 'vitest.json'),
  playwright: join(ensureStateDir(), 'playwright.json'),
};
for (const report of Object.values(reports)) rmSync(report, { force: true });
const bin = (name) => join(root, 'node_modules', name);

const failedChecks = checks().filter(([name, file, args]) => !step(name, file, args)).length;
const unitPassed = step('unit, server and simulator tests', nodeBinary(), [
  bin('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports.vitest}`,
]);
const built = step('build', nodeBinary(), [nextCommand(), 'build'], { NEXT_TELEMETRY_DISABLED: '1' });
const browserPassed =
  built &&
  step('browser tests', nodeBinary(), [bin('@playwright/test/cli.js'), 'test'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: reports.playwright,
  });

const unit = read(reports.vitest);
const browser = read(reports.playwright);
const passed = (unit?.numPassedTests ?? 0) + (browser?.stats?.expected ?? 0);
const skipped = (unit?.numPendingTests ?? 0) + (browser?.stats?.skipped ?? 0);
// A step that broke without naming a test still counts: the closing line must not read better than the run was.
const failed =
  failedChecks +
  Math.max(unit?.numFailedTests ?? 0, unitPassed ? 0 : 1) +
  Math.max((browser?.stats?.unexpected ?? 0) + (browser?.stats?.flaky ?? 0), browserPassed ? 0 : 1);
say(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    say(`No report at ${path}: ${error.message}`);
    return undefined;
  }
}
