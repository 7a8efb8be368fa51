import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './console.mjs';
import { ensureStateDir } from './setup.mjs';

/** newReports returns where the two runners of a run write their JSON, and removes what an earlier run left there. */
export function newReports(vitest, playwright) {
  const reports = { vitest: join(ensureStateDir(), vitest), playwright: join(ensureStateDir(), playwright) };
  for (const report of Object.values(reports)) rmSync(report, { force: true });
  return reports;
}

/** readReport reads a runner's JSON; undefined, with words about it, when there is none. */
export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    say(`No report at ${path}: ${error.message}`);
    return undefined;
  }
}

/** conclude says the closing line of a run and ends this process; a step that broke without naming a test counts as one. */
export function conclude({ unit, unitPassed, browser, browserPassed, failedChecks = 0 }) {
  const passed = (unit?.numPassedTests ?? 0) + (browser?.stats?.expected ?? 0);
  const skipped = (unit?.numPendingTests ?? 0) + (browser?.stats?.skipped ?? 0);
  const failed =
    failedChecks +
    Math.max(unit?.numFailedTests ?? 0, unitPassed ? 0 : 1) +
    Math.max((browser?.stats?.unexpected ?? 0) + (browser?.stats?.flaky ?? 0), browserPassed ? 0 : 1);
  say(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
