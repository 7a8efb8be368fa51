import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildKube } from '#tests/cluster/plane/binaries.ts';
import { clusterDirectory, type GoBinary, goBuild } from '#tests/cluster/support/go-build.ts';

/** The version of Knative in tests/cluster/kn/go.mod; `kn version` prints it. */
const VERSION = 'v1.23.0';
const MODULE = 'tests/cluster/kn';

/** Knative's command line, its compiled end-to-end tests, and what they need on PATH. */
export interface KnPrograms {
  kn: GoBinary;
  endToEndTests: GoBinary;
  /** Folders that hold `kn` and `kubectl`, to go first on PATH. */
  path: string[];
}

/** buildKn builds kn. Throws GoUnavailable or GoBuildFailed. */
async function buildKn(): Promise<GoBinary> {
  return await goBuild({
    module: MODULE,
    package: 'knative.dev/client/cmd/kn',
    name: 'kn',
    ldflags: `-s -w -X knative.dev/client/pkg/commands/version.Version=${VERSION}`,
  });
}

/**
 * buildPrograms builds kn and its tests for Serving, and kubectl where PATH has none. The tag `serving` leaves out the tests for
 * Eventing (`//go:build e2e && !serving` in knative/client v0.50 `test/e2e`). Throws GoUnavailable or GoBuildFailed.
 */
export async function buildPrograms(env = process.env): Promise<KnPrograms> {
  const kn = await buildKn();
  const endToEndTests = await goBuild({
    module: MODULE,
    package: 'knative.dev/client/test/e2e',
    name: 'kn-e2e',
    ldflags: '-s -w',
    testTags: ['e2e', 'serving'],
  });
  const folders = [path.dirname(kn.path)];
  if (!isOnPath('kubectl', env)) folders.push(await kubectlFolder());
  return { kn, endToEndTests, path: folders };
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Returns a folder whose `kubectl` is the one in `kube`. */
async function kubectlFolder(): Promise<string> {
  const kube = await buildKube();
  const folder = path.join(clusterDirectory, 'kubectl');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'kubectl');
  writeFileSync(file, `#!/bin/sh\nexec '${kube.path}' kubectl "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}
