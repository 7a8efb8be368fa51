import { expect, it } from 'vitest';
import { coverageByFolder, coverageTable } from '../../scripts/coverage.mjs';
import { slowestFiles } from '../../scripts/slowest.mjs';

const figures = (lines: [number, number], branches: [number, number]) => ({
  lines: { covered: lines[0], total: lines[1] },
  branches: { covered: branches[0], total: branches[1] },
});

it('coverage sums the files of a folder and its subfolders', () => {
  const covered = new Map([
    ['lib/traffic/split.ts', figures([9, 10], [1, 2])],
    ['lib/traffic/draft/draft.ts', figures([10, 30], [1, 2])],
    ['lib/format/age.ts', figures([2, 3], [0, 0])],
  ]);
  const files = [...covered.keys(), 'lib/traffic/unloaded.ts', 'components/ui/button.tsx'];
  expect(coverageTable(coverageByFolder(covered, files)).split('\n')).toEqual([
    'Unit tests cover   lines  branches  files loaded',
    'components/ui          –         –  0 of 1',
    'lib/format          66 %         –  1 of 1',
    'lib/traffic         47 %      50 %  2 of 3',
  ]);
});

const browser = {
  config: { rootDir: '/tests/e2e' },
  suites: [
    {
      file: 'tree.spec.ts',
      specs: [{ tests: [{ results: [{ duration: 2_000 }, { duration: 500 }] }] }],
      suites: [{ specs: [{ tests: [{ results: [{ duration: 1_000 }] }] }] }],
    },
  ],
};
const unit = {
  testResults: [
    { name: '/lib/fast.test.ts', startTime: 10, endTime: 20 },
    { name: '/lib/slow.test.ts', startTime: 1_000, endTime: 9_000 },
  ],
};

it('the slowest files of both runners are listed together, counting nested suites and every attempt', () => {
  expect(slowestFiles({ unit, browser }, 2)).toEqual([
    { file: '/lib/slow.test.ts', ms: 8_000 },
    { file: '/tests/e2e/tree.spec.ts', ms: 3_500 },
  ]);
});

it('the slowest files are listed when a runner left no report', () => {
  expect(slowestFiles({ unit, browser: undefined }, 1).map(({ file }) => file)).toEqual([
    '/lib/slow.test.ts',
  ]);
  expect(slowestFiles({ unit: undefined, browser: undefined }, 10)).toEqual([]);
});
