import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { FakeClock } from '#tests/fake-clock.ts';

/** A folder for a credential plugin, which is a shell script, and what loads credentials from it. All is gone when the test ends. */
export function pluginFixture() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-plugin-'));
  const clock = new FakeClock();
  const opened: Credentials[] = [];
  let printed = '';
  /** Resolvers of whatever waits for the next status change. */
  const wake: (() => void)[] = [];
  onTestFinished(async () => {
    for (const credentials of opened) await credentials.close();
    rmSync(folder, { recursive: true });
  });

  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }
  file('starts', '');

  /** How often the plugin was started. */
  const starts = (): number => readFileSync(join(folder, 'starts'), 'utf8').length;
  /** What it has shown at the terminal. */
  const terminal = (): string => printed;

  /** Loads a kubeconfig whose user has this shell script as its plugin; the script counts its starts. */
  function load(script: string, exec: object = {}, env: Record<string, string> = {}): Credentials {
    const command = file('get-token', `#!/bin/sh\nprintf x >> '${folder}/starts'\n${script}\n`);
    chmodSync(command, 0o755);
    const plugin = {
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'IfAvailable',
      command: './get-token',
      args: null,
      ...exec,
    };
    const kubeconfig = file(
      'config',
      stringify({
        'current-context': 'c',
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: { exec: plugin } }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      }),
    );
    const credentials = loadCredentials({
      env: { PATH: process.env.PATH, ...env, KUBECONFIG: kubeconfig },
      clock,
      terminal: (words) => {
        printed += words;
      },
    });
    opened.push(credentials);
    credentials.onStatus(() => {
      for (const resume of wake.splice(0)) resume();
    });
    return credentials;
  }

  /** Waits until the status, which reports its changes, is as wanted. */
  async function until(isThere: () => boolean): Promise<void> {
    while (!isThere()) await new Promise<void>((resolve) => wake.push(resolve));
  }

  return { folder, clock, file, starts, terminal, load, until };
}

/** A shell command that prints an ExecCredential with this status. */
export const answer = (status: object): string =>
  `echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'`;
