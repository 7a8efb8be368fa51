import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the process with nothing in it; ends it as soon as it says that it is ready. */
async function run(settings: Record<string, string>): Promise<{ code: number | null; errors: string }> {
  const empty = { SIMULATOR_PORT: '0', SIMULATOR_SCENARIOS: '0', SIMULATOR_SERVICES: '0' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'simulator/main.ts'], {
    env: { ...process.env, ...empty, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const errors = await text(child.stderr);
  const [code] = (await exit) as [number | null];
  return { code, errors };
}

describe('the process of the embedded cluster', () => {
  it('makes the folder for the kubeconfigs where it is missing', async () => {
    const missing = join(folder, 'a', 'b');
    expect(await run({ SIMULATOR_KUBECONFIG_FOLDER: missing })).toEqual({ code: 0, errors: '' });
    expect(await readdir(missing)).toContain('admin.kubeconfig');
  });

  it('says in a sentence that a kubeconfig cannot be written, and which setting asks for it', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, errors } = await run({ SIMULATOR_KUBECONFIG: join(folder, 'file', 'kubeconfig') });
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^the embedded cluster cannot start: the kubeconfig that SIMULATOR_KUBECONFIG asks for cannot be written: \w+: .*\n$/,
    );
  });
});
