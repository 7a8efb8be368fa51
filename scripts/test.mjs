import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { coverageFlags, sayCoverage } from './coverage.mjs';
import { conclude, newReports, readReport } from './reports.mjs';
import { ensureInstalled, nextCommand, nodeBinary, root, stampBuild } from './setup.mjs';
import { checks, step } from './steps.mjs';

// npm test: all checks and tests, from a fresh checkout, with one closing line.

ensureInstalled();
const chromium = ensureChromium();
const reports = newReports('vitest.json', 'playwright.json');
const bin = (name) => join(root, 'node_modules', name);

const failedChecks = checks().filter(([name, file, args]) => !step(name, file, args)).length;
const unitPassed = step('unit, server and simulator tests', nodeBinary(), [
  bin('vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports.vitest}`,
  ...coverageFlags(),
]);
const built = step('build', nodeBinary(), [nextCommand(), 'build'], { NEXT_TELEMETRY_DISABLED: '1' });
if (built) stampBuild();
const browserPassed =
  built &&
  step('browser tests', nodeBinary(), [bin('@playwright/test/cli.js'), 'test'], {
    CHROMIUM_PATH: chromium,
    SLUICE_CLUSTER: 'embedded',
    PLAYWRIGHT_JSON_OUTPUT_FILE: reports.playwright,
  });

sayCoverage();
conclude({
  failedChecks,
  unit: readReport(reports.vitest),
  unitPassed,
  browser: readReport(reports.playwright),
  browserPassed,
});
