import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '#tests/free-port.ts';
import { skipWithoutIpv6 } from '#tests/needs.ts';
import { tokenFile } from '../../scripts/token.mjs';

/** A launcher that starts a simulated server with the launchers' own `start`, and reports when it listens. */
const LAUNCHER = `
const { start } = await import('./scripts/processes.mjs');
const { accessEnv } = await import('./scripts/dashboard.mjs');
const { writeToken } = await import('./scripts/token.mjs');
const port = Number(process.env.PORT);
const server = \`
  const { joinLauncher } = await import('./server/launcher/join-launcher.ts');
  const { createServer } = await import('node:http');
  await joinLauncher(process.env);
  createServer((_request, response) => response.end('here')).listen(\${port}, '127.0.0.1', () => console.log('listening'));\`;
start('It', process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', server],
  accessEnv(port, writeToken(port, 'a-token')));`;

/** Returns the answer at an address: the text, or the code of the failure. */
async function answerAt(address: string): Promise<string> {
  return await fetch(address).then(
    async (answer) => await answer.text(),
    (error: unknown) => String(((error as Error).cause as NodeJS.ErrnoException).code),
  );
}

it('a server holds its port on [::1] too, and ends with a killed launcher', async (context) => {
  const port = await freePort();
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', LAUNCHER], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  await once(launcher.stdout, 'data');
  expect(await answerAt(`http://127.0.0.1:${port}`)).toBe('here');
  const second = await answerAt(`http://[::1]:${port}`);
  expect(existsSync(tokenFile(port))).toBe(true);
  // Its output ends when the last process that holds it does.
  const gone = once(launcher.stderr, 'close');
  launcher.stderr.resume();
  launcher.kill('SIGKILL');
  await gone;
  expect(await answerAt(`http://127.0.0.1:${port}`)).toBe('ECONNREFUSED');
  expect(existsSync(tokenFile(port))).toBe(false);
  skipWithoutIpv6(context, second !== 'EADDRNOTAVAIL');
  expect(second).toBe('here');
  expect(await answerAt(`http://[::1]:${port}`)).toBe('ECONNREFUSED');
});

it('the embedded cluster ends with a killed launcher', { timeout: 90_000 }, async () => {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-embedded-'));
  const script = `
    const { startEmbeddedCluster } = await import('./scripts/embedded-cluster.mjs');
    await startEmbeddedCluster({ port: ${port}, services: 0, stateName: process.env.STATE_NAME });
    console.log('ready');`;
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, SIMULATOR_SCENARIOS: '0', STATE_NAME: `../${join(relative('.', folder), 'it')}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  await once(launcher.stdout, 'data');
  expect(await answerAt(`http://127.0.0.1:${port}`)).not.toBe('ECONNREFUSED');
  const gone = once(launcher.stderr, 'close');
  launcher.stderr.resume();
  launcher.kill('SIGKILL');
  await gone;
  expect(await answerAt(`http://127.0.0.1:${port}`)).toBe('ECONNREFUSED');
  await rm(folder, { recursive: true });
});
