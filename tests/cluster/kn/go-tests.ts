import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How one test of a compiled Go test package ended. `unfinished`: the program ended first. */
export type GoOutcome = 'passed' | 'failed' | 'skipped' | 'unfinished';

/** A Go test or subtest; the name of a subtest starts with its parent's and a slash. */
export interface GoTestResult {
  name: string;
  outcome: GoOutcome;
  seconds: number;
  /** What it logged. */
  output: string;
}

const OUTCOMES: Record<string, GoOutcome> = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' };
/** Starts the lines that the testing package itself writes under `-test.v=test2json` (Go 1.20 `src/testing/testing.go`). */
const MARK = '\u0016';

/**
 * runGoTests runs a compiled test package and returns how its tests ended, in the order in which they started. Rejects when it ran
 * none, with what it said.
 */
export async function runGoTests(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<GoTestResult[]> {
  const child = spawn(program, ['-test.v=test2json', ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const output = Buffer.concat(chunks).toString();
  const results = parseGoTests(output);
  const isAllWell = results.every(({ outcome }) => outcome === 'passed' || outcome === 'skipped');
  if (results.length === 0 || (isAllWell && code !== 0)) {
    throw new Error(`${program} ended with ${signal ?? code}, and no test of it failed:\n${output}`);
  }
  return results;
}

/** parseGoTests reads what a test binary prints under `-test.v=test2json`; what parallel tests log is told apart. */
export function parseGoTests(output: string): GoTestResult[] {
  const results = new Map<string, GoTestResult>();
  let current: GoTestResult | undefined;
  for (const line of output.split('\n')) {
    const begun = /^=== (?:RUN|CONT|NAME|PAUSE) {1,3}(\S*)$/.exec(unmarked(line));
    const ended = /^ *--- (PASS|FAIL|SKIP): (\S+) \((\d+(?:\.\d+)?)s\)$/.exec(unmarked(line));
    if (ended !== null) {
      const [, word = '', name = '', seconds] = ended;
      Object.assign(resultOf(results, name), { outcome: OUTCOMES[word], seconds: Number(seconds) });
    } else if (begun !== null) {
      const [, name = ''] = begun;
      current = name === '' ? undefined : resultOf(results, name);
    } else if (current !== undefined) current.output += `${line}\n`;
  }
  return [...results.values()];
}

/** The line of the testing package; empty for what a test printed, which may look like one. */
function unmarked(line: string): string {
  return line.startsWith(MARK) ? line.slice(MARK.length) : '';
}

function resultOf(results: Map<string, GoTestResult>, name: string): GoTestResult {
  const found = results.get(name);
  if (found !== undefined) return found;
  const made: GoTestResult = { name, outcome: 'unfinished', seconds: 0, output: '' };
  results.set(name, made);
  return made;
}

/** leavesOf leaves out the tests that failed only because a subtest of theirs did. */
export function leavesOf(results: readonly GoTestResult[]): GoTestResult[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'unfinished');
  return results.filter(
    (result) => !failed.includes(result) || !failed.some(({ name }) => name.startsWith(`${result.name}/`)),
  );
}
