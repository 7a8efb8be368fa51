import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { FakeClock } from '#tests/fake-clock.ts';

let folder: string;
let clock: FakeClock;
let terminal: string;
let credentials: Credentials | undefined;
/** Resolvers of whatever waits for the next status change. */
let wake: (() => void)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-plugin-'));
  clock = new FakeClock();
  terminal = '';
  wake = [];
  file('starts', '');
});

afterEach(async () => {
  await credentials?.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const starts = (): number => readFileSync(join(folder, 'starts'), 'utf8').length;

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
  credentials = loadCredentials({
    env: { PATH: process.env.PATH, ...env, KUBECONFIG: kubeconfig },
    clock,
    terminal: (words) => {
      terminal += words;
    },
  });
  credentials.onStatus(() => {
    for (const resume of wake.splice(0)) resume();
  });
  return credentials;
}

/** Waits until the status, which reports its changes, is as wanted. */
async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise<void>((resolve) => wake.push(resolve));
}

const answer = (status: object): string =>
  `echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'`;

test('runs once for all concurrent requests, and again when its credential has expired', async () => {
  const expirationTimestamp = new Date(clock.now() + 3_600_000).toISOString();
  const loaded = load(answer({ token: 't', expirationTimestamp }));
  const ask = async () => await loaded.access();
  const both = await Promise.all([ask(), ask(), ask()]);
  expect(both.map(({ headers }) => headers)).toEqual(both.map(() => ({ Authorization: 'Bearer t' })));
  clock.advance(3_500_000);
  await ask();
  expect(starts()).toBe(1);
  clock.advance(200_000);
  await ask();
  expect(starts()).toBe(2);
});

test('runs a minute before its credential expires, and its previous credential is used until it answers', async () => {
  const expirationTimestamp = new Date(clock.now() + 3_600_000).toISOString();
  const later = new Date(clock.now() + 7_200_000).toISOString();
  const loaded = load(
    `if [ "$(wc -c < '${folder}/starts')" -gt 1 ]; then
       echo "sign in" >&2
       while [ ! -e '${folder}/go' ]; do sleep 0.02; done
       ${answer({ token: 'second', expirationTimestamp: later })}
     else ${answer({ token: 'first', expirationTimestamp })}; fi`,
  );
  const sent = async () => (await loaded.access()).headers.Authorization;
  expect(await sent()).toBe('Bearer first');
  clock.advance(3_541_000);
  for (let second = 0; second < 50; second += 5) {
    expect([await sent(), loaded.status().phase]).toEqual(['Bearer first', 'usable']);
    clock.advance(5_000);
  }
  await until(() => terminal.includes('sign in'));
  expect(starts()).toBe(2);
  file('go', '');
  while ((await sent()) !== 'Bearer second') await new Promise((resolve) => setImmediate(resolve));
  expect(starts()).toBe(2);
});

test('that fails at early renewal keeps its previous credential, and the failure is reported once that has expired', async () => {
  const expirationTimestamp = new Date(clock.now() + 3_600_000).toISOString();
  const loaded = load(
    `if [ "$(wc -c < '${folder}/starts')" -gt 1 ]; then exit 3; fi; ${answer({ token: 'first', expirationTimestamp })}`,
  );
  const sent = async () => (await loaded.access()).headers.Authorization;
  await sent();
  clock.advance(3_550_000);
  const renewed = new Promise<void>((resolve) => {
    let changes = 0;
    // One change for the start, one for the end.
    loaded.onStatus(() => ++changes === 2 && resolve());
  });
  expect(await sent()).toBe('Bearer first');
  await renewed;
  expect([await sent(), loaded.status().phase]).toEqual(['Bearer first', 'usable']);
  clock.advance(60_000);
  await expect(sent()).rejects.toThrow('failed with exit code 3');
  expect(loaded.status().phase).toBe('failed');
});

test('that fails is not run at every request: it is retried after 1 s, then 2, 4, up to a minute while there are viewers', async () => {
  const loaded = load('echo "Error loading SSO Token, client_secret=HUNTER2" >&2; exit 255');
  loaded.setWatched(true);
  const at: number[] = [];
  const begun = clock.now();
  for (let second = 0; second < 300; second++) {
    const before = starts();
    await expect(loaded.access()).rejects.toThrow(
      'The credential plugin get-token failed with exit code 255; its output is in the terminal.',
    );
    if (starts() > before) at.push((clock.now() - begun) / 1000);
    clock.advance(1000);
  }
  expect(at).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  expect(terminal).toContain('client_secret=HUNTER2');
  expect(JSON.stringify(credentials?.status())).not.toMatch(/HUNTER2|SSO/);
});

test('that failed is retried at once when the user asks, opens a page, or the kubeconfig changes', async () => {
  const ask = async () => await credentials?.access();
  load('exit 1');
  for (let failures = 0; failures < 5; failures++) {
    await expect(ask()).rejects.toThrow('exit code 1');
    clock.advance(20_000);
  }
  const before = starts();
  await expect(ask()).rejects.toThrow('exit code 1');
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 1);
  credentials?.retry();
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 2);
  credentials?.setWatched(true);
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 3);
  clock.advance(900);
  writeFileSync(join(folder, 'config'), `${readFileSync(join(folder, 'config'), 'utf8')}# signed in\n`);
  clock.advance(200);
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 4);
});

test('that waits for the user keeps running, its output is shown, and a sign-in takes effect without delay', async () => {
  load(
    `echo "To sign in, open https://login.example/device and enter the code ABC-123" >&2
     while [ ! -e '${folder}/signed-in' ]; do sleep 0.02; done
     ${answer({ token: 'signed-in' })}`,
  );
  const first = credentials?.access();
  first?.catch(() => undefined);
  await until(() => terminal.includes('ABC-123'));
  expect(credentials?.status().phase).toBe('usable');
  clock.advance(1_000);
  expect(credentials?.status()).toEqual({
    phase: 'waiting',
    since: clock.now() - 1_000,
    plugin: 'get-token',
    words: 'To sign in, open https://login.example/device and enter the code ABC-123',
    notice: '',
    change: null,
  });
  clock.advance(9_000);
  await expect(first).rejects.toThrow(
    'The credential plugin get-token is still running; it may be waiting for you to sign in.',
  );
  clock.advance(60_000);
  await expect(credentials?.access()).rejects.toThrow('still running');
  expect(starts()).toBe(1);
  file('signed-in', '');
  await until(() => credentials?.status().phase === 'usable');
  expect((await credentials?.access())?.headers).toEqual({ Authorization: 'Bearer signed-in' });
  expect(starts()).toBe(1);
});

test('that waits in vain is ended after five minutes and not restarted automatically for ten', async () => {
  load('echo waiting >&2; exec sleep 100');
  const first = credentials?.access();
  first?.catch(() => undefined);
  await until(() => terminal.includes('waiting'));
  clock.advance(300_000);
  await until(() => credentials?.status().phase === 'failed');
  expect(credentials?.status().words).toBe(
    'The credential plugin get-token was stopped after 5 minutes without an answer.',
  );
  clock.advance(599_000);
  await expect(credentials?.access()).rejects.toThrow('was stopped');
  expect(starts()).toBe(1);
});

test('receives its own variables and the environment, without Sluice’s own, and an empty standard input', async () => {
  const env = {
    SLUICE_TOKEN: 'launch-secret',
    SIMULATOR_PORT: '1',
    __NEXT_PRIVATE_X: '1',
    HTTPS_PROXY: 'http://proxy.example',
    KUBERNETES_EXEC_INFO: 'old',
  };
  load(
    `env > '${folder}/env'; wc -c > '${folder}/stdin'; ${answer({ token: 't' })}`,
    { env: [{ name: 'AWS_PROFILE', value: 'prod' }] },
    env,
  );
  await credentials?.access();
  const seen = readFileSync(join(folder, 'env'), 'utf8');
  expect(seen).not.toMatch(/SLUICE_|SIMULATOR_|NEXT_PRIVATE|launch-secret/);
  expect(seen).toContain('AWS_PROFILE=prod\n');
  expect(seen).toContain('HTTPS_PROXY=http://proxy.example\n');
  expect(seen).toContain(
    'KUBERNETES_EXEC_INFO={"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}\n',
  );
  expect(readFileSync(join(folder, 'stdin'), 'utf8').trim()).toBe('0');
});

test.each([
  [
    'that is gone',
    {
      command: 'gke-gcloud-auth-plugin-gone',
      installHint: 'Install it:\u001b[1m\n  gcloud components install',
    },
    'The credential plugin gke-gcloud-auth-plugin-gone is not installed: there is no executable file gke-gcloud-auth-plugin-gone. Install it: gcloud components install',
  ],
  [
    'that needs a terminal',
    { interactiveMode: 'Always' },
    'The credential plugin get-token needs a terminal (interactiveMode: Always), and Sluice has none to offer. Sign in once with kubectl, or set interactiveMode: IfAvailable.',
  ],
  [
    'of another version',
    { apiVersion: 'client.authentication.k8s.io/v1beta1' },
    'The credential plugin get-token answered in client.authentication.k8s.io/v1, but the kubeconfig asks for client.authentication.k8s.io/v1beta1.',
  ],
])('%s is explained in a sentence', async (_what, exec, sentence) => {
  load(answer({ token: 't' }), exec);
  await expect(credentials?.access()).rejects.toThrow(sentence);
  expect(credentials?.status()).toMatchObject({ phase: 'failed', words: sentence });
});

test.each([
  ['{"status":', 'printed JSON that cannot be read'],
  ['SECRET', 'printed no ExecCredential'],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential"}`,
    'answered without a status field',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}`,
    'answered without a token and without a certificate',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"Other","status":{"token":"SECRET"}}`,
    'printed an object that is not an ExecCredential',
  ],
  [
    `{"apiVersion":"SECRET","kind":"ExecCredential","status":{"token":"t"}}`,
    'answered in another apiVersion',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"SECRET"}}`,
    'answered with a certificate or a key, but not both',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"SECRET"}}`,
    'answered with an expirationTimestamp that is not a valid time',
  ],
  [
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"a\\\\u000aSECRET"}}`,
    'has a line break',
  ],
])('that prints %s is reported with the problem, without repeating its output', async (printed, words) => {
  load(`printf '%s' '${printed.replace('\\\\u', '\\u')}'`);
  const error = await credentials?.access().catch((caught: unknown) => caught);
  expect(String(error)).toContain(words);
  expect(String(error)).not.toContain('SECRET');
});

test('runs again after the API server refused its token, but not at every refusal', async () => {
  load(answer({ token: 't' }));
  await credentials?.access();
  const refused: number[] = [];
  for (let second = 0; second < 60; second++) {
    clock.advance(1000);
    if (credentials?.refresh()) refused.push(second);
    await credentials?.access();
  }
  expect(starts()).toBe(1 + refused.length);
  expect(refused.length).toBeLessThanOrEqual(6);
});
