import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');

/** Where a test run keeps binaries and other generated files; git ignores it. */
export const clusterDirectory = path.join(root, '.sluice', 'cluster');

/** Go is not installed, or older than the module requires. The message names the required version and where to get it. */
export class GoUnavailable extends Error {
  override name = 'GoUnavailable';
}

/** `go build` or `go test -c` failed; the message is the compiler's output. */
export class GoBuildFailed extends Error {
  override name = 'GoBuildFailed';
}

/** What to build: a package of one of the modules under `tests/cluster`. */
export type GoBuild = {
  /** The module's folder, relative to the root of the repository: `tests/cluster/knative`. */
  module: string;
  /** The package, relative to the module's folder: `./cmd/oracle`, or the path of a dependency's package. */
  package: string;
  /** The name of the binary in `.sluice/cluster/bin`. */
  name: string;
  /** Linker flags, as in `go build -ldflags`. */
  ldflags?: string;
  /** Compiles the package's tests, with the files that these build tags select, instead of its program. */
  testTags?: string[];
};

/** The binary and the build time in milliseconds; Go's caches make the second build of the same source fast. */
export type GoBinary = { path: string; milliseconds: number };

/**
 * Returns the Go command: from `PATH`, else from where its installer puts it. Throws `GoUnavailable` when there is none; `purpose` ends
 * its message.
 */
export function findGo(purpose: string, env = process.env, installed = '/usr/local/go/bin'): string {
  const file = process.platform === 'win32' ? 'go.exe' : 'go';
  const folders = [...(env.PATH ?? '').split(path.delimiter).filter(Boolean), installed];
  const found = folders.map((folder) => path.join(folder, file)).find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new GoUnavailable(
    `There is no ${file} on PATH or in ${installed}, and Go is needed ${purpose}. Install it from https://go.dev/dl/.`,
  );
}

/**
 * Builds a package without cgo and without this machine's paths in it. The link step writes a new file and renames it, so a process that
 * runs the older binary continues. Throws `GoUnavailable` or `GoBuildFailed`.
 */
export async function goBuild(build: GoBuild, env = process.env): Promise<GoBinary> {
  const started = performance.now();
  const go = findGo(`to build ${build.name}`, env);
  const cwd = path.join(root, build.module);
  const output = path.join(
    clusterDirectory,
    'bin',
    process.platform === 'win32' ? `${build.name}.exe` : build.name,
  );
  const temporary = path.join(clusterDirectory, 'tmp');
  mkdirSync(path.dirname(output), { recursive: true });
  mkdirSync(temporary, { recursive: true });
  const options = { cwd, env: { ...env, CGO_ENABLED: '0', GOTMPDIR: temporary }, maxBuffer: 1 << 26 };
  await requireVersion(go, options, build);
  const command =
    build.testTags === undefined ? ['build'] : ['test', '-c', '-tags', build.testTags.join(',')];
  const flags = build.ldflags === undefined ? [] : ['-ldflags', build.ldflags];
  try {
    await run(go, [...command, '-trimpath', ...flags, '-o', output, build.package], options);
  } catch (error) {
    throw new GoBuildFailed(
      `go ${command.join(' ')} ${build.package} in ${build.module} failed:\n${outputOf(error)}`,
    );
  }
  return { path: output, milliseconds: Math.round(performance.now() - started) };
}

/** `go.mod` names the required version; Go 1.21 or later downloads it automatically unless GOTOOLCHAIN forbids it. */
async function requireVersion(go: string, options: { cwd: string; env: NodeJS.ProcessEnv }, build: GoBuild) {
  const needed = /^go (\S+)$/m.exec(readFileSync(path.join(options.cwd, 'go.mod'), 'utf8'))?.[1] ?? '1.25';
  const answer = await run(go, ['env', 'GOVERSION'], options).catch((error: unknown) => outputOf(error));
  const version = typeof answer === 'string' ? undefined : /go(\d+(?:\.\d+)*)/.exec(answer.stdout)?.[1];
  if (version !== undefined && compareVersions(version, needed) >= 0) return;
  const found = typeof answer === 'string' ? answer : `found ${answer.stdout.trim()}`;
  throw new GoUnavailable(
    `${build.module} needs Go ${needed} or later; ${go} does not satisfy that: ${found}. Install a newer one from https://go.dev/dl/.`,
  );
}

/** Negative when version `a` is older than `b`. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The command's output before it failed. */
function outputOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim();
}
