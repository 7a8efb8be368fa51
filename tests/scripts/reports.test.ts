import { expect, it } from 'vitest';
import { closingLine } from '../../scripts/reports.mjs';

const passed = { status: 'passed', meta: {} };
const skipped = (skippedBecause?: string) => ({ status: 'skipped', meta: { skippedBecause } });

const run = (...tests: { status: string }[]) => ({
  unit: {
    numPassedTests: tests.filter(({ status }) => status === 'passed').length,
    numFailedTests: 0,
    numPendingTests: tests.filter(({ status }) => status === 'skipped').length,
    testResults: [{ assertionResults: tests }],
  },
  unitPassed: true,
  browser: { stats: { expected: 2, skipped: 0, unexpected: 0, flaky: 0 } },
  browserPassed: true,
});

it.each([
  ['nothing about skipped tests when there were none', [passed], '3 passed, 0 failed'],
  [
    'how many tests were skipped for each reason',
    [passed, skipped('kubectl is not installed'), skipped('there is no IPv6'), skipped('there is no IPv6')],
    '3 passed, 0 failed, 3 skipped (1 because kubectl is not installed, 2 because there is no IPv6)',
  ],
  ['how many tests were skipped without a reason', [passed, skipped()], '3 passed, 0 failed, 1 skipped'],
])('the closing line contains %s', (_what, tests, line) => {
  expect(closingLine(run(...tests))).toEqual({ line, isGood: true });
});

it('counts a runner that crashed without naming a test as one failure', () => {
  const broken = { ...run(passed), unit: undefined, unitPassed: false };
  expect(closingLine(broken)).toEqual({ line: '2 passed, 1 failed', isGood: false });
});

it('is not good when nothing ran', () => {
  const nothing = { ...run(), browser: { stats: { expected: 0, skipped: 0, unexpected: 0, flaky: 0 } } };
  expect(closingLine(nothing)).toEqual({ line: '0 passed, 0 failed', isGood: false });
});
