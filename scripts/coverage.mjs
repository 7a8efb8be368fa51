import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { say } from './console.mjs';
import { readReport } from './reports.mjs';
import { ensureStateDir, root } from './setup.mjs';

const ROOMS = ['app', 'components', 'lib', 'server', 'simulator'];

/** coverageFlags returns the flags that make Vitest measure coverage. Files that no test loads are counted here, which is cheaper. */
export function coverageFlags() {
  return [
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.reporter=json-summary',
    `--coverage.reportsDirectory=${join(ensureStateDir(), 'coverage')}`,
  ];
}

/** sayCoverage prints the coverage of the last run by folder; nothing when there was none. */
export function sayCoverage() {
  const summary = readReport(join(ensureStateDir(), 'coverage', 'coverage-summary.json'));
  if (summary === undefined) return;
  const covered = new Map(
    Object.entries(summary).map(([path, figures]) => [relative(root, path).split(sep).join('/'), figures]),
  );
  say(`\n${coverageTable(coverageByFolder(covered, ROOMS.flatMap(sourceFiles)))}`);
}

/**
 * coverageByFolder sums the figures by the first two folders of a path. `covered` has Vitest's summary of each file that a test loaded,
 * `files` every source file.
 */
export function coverageByFolder(covered, files) {
  const rows = new Map();
  for (const file of files) {
    const folder = file.split('/').slice(0, -1).slice(0, 2).join('/');
    const row = rows.get(folder) ?? {
      folder,
      files: 0,
      loaded: 0,
      lines: 0,
      hitLines: 0,
      branches: 0,
      hitBranches: 0,
    };
    rows.set(folder, row);
    row.files += 1;
    const figures = covered.get(file);
    if (figures === undefined) continue;
    row.loaded += 1;
    row.lines += figures.lines.total;
    row.hitLines += figures.lines.covered;
    row.branches += figures.branches.total;
    row.hitBranches += figures.branches.covered;
  }
  return [...rows.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** coverageTable formats one line per folder. Percents are of the files that some unit test loads. */
export function coverageTable(rows) {
  const width = Math.max(...rows.map(({ folder }) => folder.length), 'Unit tests cover'.length);
  const line = (folder, lines, branches, files) =>
    `${folder.padEnd(width)}  ${lines.padStart(6)}  ${branches.padStart(8)}  ${files}`;
  return [
    line('Unit tests cover', 'lines', 'branches', 'files loaded'),
    ...rows.map((row) =>
      line(
        row.folder,
        percent(row.hitLines, row.lines),
        percent(row.hitBranches, row.branches),
        `${row.loaded} of ${row.files}`,
      ),
    ),
  ].join('\n');
}

function percent(part, all) {
  return all === 0 ? '–' : `${Math.floor((100 * part) / all)} %`;
}

function sourceFiles(room) {
  if (!existsSync(join(root, room))) return [];
  return readdirSync(join(root, room), { recursive: true, withFileTypes: true })
    .filter(({ name }) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
