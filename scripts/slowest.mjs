import { relative, sep } from 'node:path';
import { say } from './console.mjs';
import { root } from './setup.mjs';

/** saySlowest prints the ten slowest test files of a run. */
export function saySlowest({ unit, browser }) {
  const slowest = slowestFiles({ unit, browser }, 10);
  if (slowest.length === 0) return;
  say('\nThe slowest test files');
  for (const { file, ms } of slowest) {
    const name = file.startsWith(root) ? relative(root, file).split(sep).join('/') : file;
    say(`${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
  }
}

/** slowestFiles returns the slowest files of Vitest's and Playwright's reports, slowest first; either report may be missing. */
export function slowestFiles({ unit, browser }, count) {
  const units = (unit?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    file: name,
    ms: endTime - startTime,
  }));
  const browsers = (browser?.suites ?? []).map((suite) => ({
    file: `${browser.config.rootDir}/${suite.file}`,
    ms: durationOf(suite),
  }));
  return [...units, ...browsers]
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, count);
}

/** A suite's duration is the sum of its tests and nested suites. */
function durationOf({ specs = [], suites = [] }) {
  const own = specs
    .flatMap(({ tests }) => tests)
    .flatMap(({ results }) => results)
    .reduce((sum, { duration }) => sum + duration, 0);
  return suites.reduce((sum, suite) => sum + durationOf(suite), own);
}
