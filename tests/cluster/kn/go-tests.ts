import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Result of one test of a compiled Go test package. `unfinished`: the program ended first. */
type GoOutcome = 'passed' | 'failed' | 'skipped' | 'unfinished';

/** A Go test or subtest; a subtest's name starts with its parent's and a slash. */
export interface GoTestResult {
  name: string;
  outcome: GoOutcome;
  seconds: number;
  /** What it logged. */
  output: string;
}

const OUTCOMES: Record<string, GoOutcome> = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' };
/** Starts the lines that the testing package writes under `-test.v=test2json` (Go 1.20 `src/testing/testing.go`). */
const MARK = '\u0016';

/**
 * runGoTests runs a compiled test package and returns the results in the order in which the tests started. Rejects when it ran no tests,
 * with its output.
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

/** parseGoTests parses the output of a test binary under `-test.v=test2json`; it separates the logs of parallel tests. */
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

/** Returns the testing package's own line; empty for a test's output, which may look like one. */
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

/** leavesOf omits tests that failed only because one of their subtests did. */
export function leavesOf(results: readonly GoTestResult[]): GoTestResult[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'unfinished');
  return results.filter(
    (result) => !failed.includes(result) || !failed.some(({ name }) => name.startsWith(`${result.name}/`)),
  );
}
