import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './console.mjs';
import { ensureStateDir } from './setup.mjs';
import { saySlowest } from './slowest.mjs';

/** newReports returns where the two test runners of a run write their JSON, and removes the reports of an earlier run. */
export function newReports(vitest, playwright) {
  const reports = { vitest: join(ensureStateDir(), vitest), playwright: join(ensureStateDir(), playwright) };
  for (const report of Object.values(reports)) rmSync(report, { force: true });
  return reports;
}

/** readReport reads a runner's JSON; undefined, with a printed message, when there is none. */
export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    say(`No report at ${path}: ${error.message}`);
    return undefined;
  }
}

/** skippedWords returns how many tests were skipped and, where the tests state it, why; '' when none were. */
function skippedWords(unit, browser) {
  const count = (unit?.numPendingTests ?? 0) + (browser?.stats?.skipped ?? 0);
  if (count === 0) return '';
  const tests = (unit?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const reasons = tests.flatMap(({ status, meta }) =>
    status === 'skipped' && meta?.skippedBecause !== undefined ? [meta.skippedBecause] : [],
  );
  const counted = [...new Set(reasons)].map(
    (reason) => `${reasons.filter((other) => other === reason).length} because ${reason}`,
  );
  return `, ${count} skipped${counted.length > 0 ? ` (${counted.join(', ')})` : ''}`;
}

/** closingLine returns how many tests passed, failed and were skipped; a step that broke without naming a test counts as one. */
export function closingLine({ unit, unitPassed, browser, browserPassed, failedChecks = 0 }) {
  const passed = (unit?.numPassedTests ?? 0) + (browser?.stats?.expected ?? 0);
  const failed =
    failedChecks +
    Math.max(unit?.numFailedTests ?? 0, unitPassed ? 0 : 1) +
    Math.max((browser?.stats?.unexpected ?? 0) + (browser?.stats?.flaky ?? 0), browserPassed ? 0 : 1);
  return {
    line: `${passed} passed, ${failed} failed${skippedWords(unit, browser)}`,
    isGood: failed === 0 && passed > 0,
  };
}

/** conclude prints the slowest test files and the closing line of a run, and exits this process. */
export function conclude(run) {
  saySlowest(run);
  const { line, isGood } = closingLine(run);
  say(`\n${line}`);
  process.exit(isGood ? 0 : 1);
}
