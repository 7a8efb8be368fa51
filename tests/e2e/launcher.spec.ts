import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '#tests/e2e/support/test.ts';
import { freePort } from '#tests/free-port.ts';

/** Returns whether anything answers at the address. */
async function answers(address: string): Promise<boolean> {
  return await fetch(address).then(
    () => true,
    () => false,
  );
}

test('a killed npm start leaves no server behind on either loopback address', async ({ cluster }) => {
  const port = await freePort();
  const launcher = spawn(process.execPath, ['scripts/start.mjs', '--port', String(port)], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfig(), SLUICE_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  try {
    await expect.poll(() => said, { timeout: 30_000 }).toContain('Sluice is ready');
    expect(await answers(`http://127.0.0.1:${port}/healthz`)).toBe(true);
    // The server shares the launcher's standard error: it closes once both are gone.
    const gone = once(launcher.stderr, 'close');
    launcher.kill('SIGKILL');
    await gone;
    expect(said).toContain('Sluice’s launcher has exited, so Sluice is stopping too.');
    for (const host of ['127.0.0.1', '[::1]'])
      expect(await answers(`http://${host}:${port}/healthz`)).toBe(false);
  } finally {
    launcher.kill('SIGTERM');
  }
});
