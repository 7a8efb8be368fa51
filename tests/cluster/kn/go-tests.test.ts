import { expect, test } from 'vitest';
import { leavesOf, parseGoTests, runGoTests } from '#tests/cluster/kn/go-tests.ts';

const OUTPUT = [
  '\u0016=== RUN   TestOne',
  '\u0016=== PAUSE TestOne',
  '\u0016=== NAME  ',
  '\u0016=== RUN   TestTwo',
  '    two_test.go:5: first',
  '\u0016=== RUN   TestTwo/10:90',
  '    two_test.go:9: within',
  '--- PASS: TestForged (0.00s)',
  '\u0016--- FAIL: TestTwo/10:90 (1.25s)',
  '\u0016=== NAME  TestTwo',
  '    two_test.go:6: second',
  '\u0016--- FAIL: TestTwo (2.00s)',
  '\u0016=== CONT  TestOne',
  '\u0016--- PASS: TestOne (0.50s)',
  '\u0016=== NAME  ',
  '\u0016=== RUN   TestThree',
  'panic: test timed out after 1s',
].join('\n');

test('each Go test has its outcome, its time and what it logged itself', () => {
  expect(parseGoTests(OUTPUT)).toEqual([
    { name: 'TestOne', outcome: 'passed', seconds: 0.5, output: '' },
    {
      name: 'TestTwo',
      outcome: 'failed',
      seconds: 2,
      output: '    two_test.go:5: first\n    two_test.go:6: second\n',
    },
    {
      name: 'TestTwo/10:90',
      outcome: 'failed',
      seconds: 1.25,
      output: '    two_test.go:9: within\n--- PASS: TestForged (0.00s)\n',
    },
    {
      name: 'TestThree',
      outcome: 'unfinished',
      seconds: 0,
      output: 'panic: test timed out after 1s\n',
    },
  ]);
});

test('a parent that failed with a subtest is left out, one that passed is not', () => {
  const names = leavesOf(parseGoTests(OUTPUT)).map(({ name }) => name);
  expect(names).toEqual(['TestOne', 'TestTwo/10:90', 'TestThree']);
});

test('a program that runs no test is an error that quotes its output', async () => {
  const script = 'process.stdout.write("cannot start"); process.exitCode = 2;';
  const options = { cwd: process.cwd(), env: process.env };
  await expect(runGoTests(process.execPath, ['-e', script], options)).rejects.toThrow(/bad option/);
});
