import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');

/** Where binaries and other files that a run of the test bed makes are kept; git ignores it. */
export const clusterDirectory = path.join(root, '.sluice', 'cluster');

/** Go is not installed, or older than the module asks for. The message names the version needed and where to get it. */
export class GoUnavailable extends Error {
  override name = 'GoUnavailable';
}

/** `go build` or `go test -c` ended with an error; the message is what the compiler said. */
export class GoBuildFailed extends Error {
  override name = 'GoBuildFailed';
}

/** What to build: a package of one of the modules under `tests/cluster`. */
export type GoBuild = {
  /** The module's folder, from the root of the repository: `tests/cluster/knative`. */
  module: string;
  /** The package, from the module's folder: `./cmd/oracle`, or a path of one of its dependencies. */
  package: string;
  /** The name of the binary in `.sluice/cluster/bin`. */
  name: string;
  /** Flags for the linker, as `go build -ldflags` takes them. */
  ldflags?: string;
  /** Compile the package's tests, with the files that these build tags choose, instead of its program. */
  testTags?: string[];
};

/** The binary and how long the build took, in milliseconds; Go's caches make the second build of the same source short. */
export type GoBinary = { path: string; milliseconds: number };

/** The Go command: of `PATH`, else of where its installer puts it. Throws `GoUnavailable` when there is none; `purpose` ends its message. */
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
 * Builds a package without cgo and without paths of this machine in it. The link step writes beside the binary and renames, so a
 * process that runs the older binary goes on. Throws `GoUnavailable` or `GoBuildFailed`.
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

/** `go.mod` names the version it needs; a Go of 1.21 or later fetches that itself unless GOTOOLCHAIN forbids it. */
async function requireVersion(go: string, options: { cwd: string; env: NodeJS.ProcessEnv }, build: GoBuild) {
  const needed = /^go (\S+)$/m.exec(readFileSync(path.join(options.cwd, 'go.mod'), 'utf8'))?.[1] ?? '1.25';
  const answer = await run(go, ['env', 'GOVERSION'], options).catch((error: unknown) => outputOf(error));
  const version = typeof answer === 'string' ? undefined : /go(\d+(?:\.\d+)*)/.exec(answer.stdout)?.[1];
  if (version !== undefined && compareVersions(version, needed) >= 0) return;
  const found = typeof answer === 'string' ? answer : `found ${answer.stdout.trim()}`;
  throw new GoUnavailable(
    `${build.module} needs Go ${needed} or later; ${go} will not do: ${found}. Install a newer one from https://go.dev/dl/.`,
  );
}

/** Negative when version `a` is older than `b`. */
function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** What the command printed before it failed. */
function outputOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim();
}
