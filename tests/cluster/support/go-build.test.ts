import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findGo, GoBuildFailed, GoUnavailable, goBuild } from './go-build.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Returns a folder whose `go` is this shell script. */
function fakeGo(script: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-go-'));
  folders.push(folder);
  writeFileSync(path.join(folder, 'go'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, 'go'), 0o755);
  return folder;
}

const build = { module: 'tests/cluster/knative', package: './cmd/oracle', name: 'go-build-test' };

describe('building with Go', () => {
  test('reports that Go is missing, and what needs it', () => {
    expect(() => findGo('to build the oracle', { ...process.env, PATH: '' }, '/nowhere')).toThrow(
      GoUnavailable,
    );
    expect(() => findGo('to build the oracle', { ...process.env, PATH: '' }, '/nowhere')).toThrow(
      'There is no go on PATH or in /nowhere, and Go is needed to build the oracle.',
    );
  });

  test('names the version found and the version needed when Go is too old', async () => {
    const PATH = fakeGo('echo go1.20.3');
    await expect(goBuild(build, { ...process.env, PATH })).rejects.toThrow(GoUnavailable);
    await expect(goBuild(build, { ...process.env, PATH })).rejects.toThrow(
      /needs Go 1\.25\.0 or later.*found go1\.20\.3/,
    );
  });

  test('passes on Go’s message when Go may not download the required version', async () => {
    const PATH = fakeGo(
      'echo "go: go.mod requires go >= 1.25.0 (running go 1.22.1; GOTOOLCHAIN=local)" >&2; exit 1',
    );
    await expect(goBuild(build, { ...process.env, PATH })).rejects.toThrow(
      /running go 1\.22\.1; GOTOOLCHAIN=local/,
    );
  });

  test('reports the compiler’s output when a build fails', async () => {
    const missing = goBuild({ ...build, package: './cmd/no-such-command' });
    await expect(missing).rejects.toThrow(GoBuildFailed);
    await expect(missing).rejects.toThrow(/no-such-command/);
  });
});
