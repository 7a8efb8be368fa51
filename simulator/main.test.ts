import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts an empty process and ends it as soon as it reports that it is ready. */
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
  it('creates the folder for the kubeconfigs if it is missing', async () => {
    const missing = join(folder, 'a', 'b');
    expect(await run({ SIMULATOR_KUBECONFIG_FOLDER: missing })).toEqual({ code: 0, errors: '' });
    expect(await readdir(missing)).toContain('admin.kubeconfig');
  });

  it('reports clearly that a kubeconfig cannot be written, and which setting requires it', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, errors } = await run({ SIMULATOR_KUBECONFIG: join(folder, 'file', 'kubeconfig') });
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^the embedded cluster cannot start: the file in SIMULATOR_KUBECONFIG cannot be written: \w+: .*\n$/,
    );
  });

  it('is the same cluster to its clients after a restart when its credentials are stored, in a file for its owner alone', async () => {
    const kept = join(folder, 'credentials.json');
    const kubeconfig = join(folder, 'kubeconfig');
    const settings = { SIMULATOR_PORT: '0', SIMULATOR_CREDENTIALS: kept, SIMULATOR_KUBECONFIG: kubeconfig };
    const entry = async () => {
      expect(await run(settings)).toEqual({ code: 0, errors: '' });
      return (await readFile(kubeconfig, 'utf8')).replace(/server: .*/, '');
    };
    const first = await entry();
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect(await entry()).toBe(first);
    await writeFile(kept, '{"caPem": "half a file');
    expect(await entry()).not.toBe(first);
  });
});
