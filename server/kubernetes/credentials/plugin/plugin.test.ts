import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, pluginFixture } from '#tests/plugin-fixture.ts';

test('runs once for all concurrent requests, and again when its credential has expired', async () => {
  const { clock, starts, load } = pluginFixture();
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
  const { folder, clock, file, starts, load, until, terminal } = pluginFixture();
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
  await until(() => terminal().includes('sign in'));
  expect(starts()).toBe(2);
  file('go', '');
  while ((await sent()) !== 'Bearer second') await new Promise((resolve) => setImmediate(resolve));
  expect(starts()).toBe(2);
});

test('that fails at early renewal keeps its previous credential, and the failure is reported once that has expired', async () => {
  const { folder, clock, load } = pluginFixture();
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
  const { clock, starts, load, terminal } = pluginFixture();
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
  expect(terminal()).toContain('client_secret=HUNTER2');
  expect(JSON.stringify(loaded.status())).not.toMatch(/HUNTER2|SSO/);
});

test('that failed is retried at once when the user asks, opens a page, or the kubeconfig changes', async () => {
  const { folder, clock, starts, load } = pluginFixture();
  const credentials = load('exit 1');
  const ask = async () => await credentials.access();
  for (let failures = 0; failures < 5; failures++) {
    await expect(ask()).rejects.toThrow('exit code 1');
    clock.advance(20_000);
  }
  const before = starts();
  await expect(ask()).rejects.toThrow('exit code 1');
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 1);
  credentials.retry();
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 2);
  credentials.setWatched(true);
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 3);
  clock.advance(900);
  writeFileSync(join(folder, 'config'), `${readFileSync(join(folder, 'config'), 'utf8')}# signed in\n`);
  clock.advance(200);
  await expect(ask()).rejects.toThrow('exit code 1');
  expect(starts()).toBe(before + 4);
});

test('that waits for the user keeps running, its output is shown, and a sign-in takes effect without delay', async () => {
  const { folder, clock, file, starts, load, until, terminal } = pluginFixture();
  const credentials = load(
    `echo "To sign in, open https://login.example/device and enter the code ABC-123" >&2
     while [ ! -e '${folder}/signed-in' ]; do sleep 0.02; done
     ${answer({ token: 'signed-in' })}`,
  );
  const first = credentials.access();
  first.catch(() => undefined);
  await until(() => terminal().includes('ABC-123'));
  expect(credentials.status().phase).toBe('usable');
  clock.advance(1_000);
  expect(credentials.status()).toEqual({
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
  await expect(credentials.access()).rejects.toThrow('still running');
  expect(starts()).toBe(1);
  file('signed-in', '');
  await until(() => credentials.status().phase === 'usable');
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer signed-in' });
  expect(starts()).toBe(1);
});

test('that waits in vain is ended after five minutes and not restarted automatically for ten', async () => {
  const { clock, starts, load, until, terminal } = pluginFixture();
  const credentials = load('echo waiting >&2; exec sleep 100');
  const first = credentials.access();
  first.catch(() => undefined);
  await until(() => terminal().includes('waiting'));
  clock.advance(300_000);
  await until(() => credentials.status().phase === 'failed');
  expect(credentials.status().words).toBe(
    'The credential plugin get-token was stopped after 5 minutes without an answer.',
  );
  clock.advance(599_000);
  await expect(credentials.access()).rejects.toThrow('was stopped');
  expect(starts()).toBe(1);
});

test('receives its own variables and the environment, without Sluice’s own, and an empty standard input', async () => {
  const { folder, load } = pluginFixture();
  const env = {
    SLUICE_TOKEN: 'launch-secret',
    SIMULATOR_PORT: '1',
    __NEXT_PRIVATE_X: '1',
    HTTPS_PROXY: 'http://proxy.example',
    KUBERNETES_EXEC_INFO: 'old',
  };
  const credentials = load(
    `env > '${folder}/env'; wc -c > '${folder}/stdin'; ${answer({ token: 't' })}`,
    { env: [{ name: 'AWS_PROFILE', value: 'prod' }] },
    env,
  );
  await credentials.access();
  const seen = readFileSync(join(folder, 'env'), 'utf8');
  expect(seen).not.toMatch(/SLUICE_|SIMULATOR_|NEXT_PRIVATE|launch-secret/);
  expect(seen).toContain('AWS_PROFILE=prod\n');
  expect(seen).toContain('HTTPS_PROXY=http://proxy.example\n');
  expect(seen).toContain(
    'KUBERNETES_EXEC_INFO={"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}\n',
  );
  expect(readFileSync(join(folder, 'stdin'), 'utf8').trim()).toBe('0');
});

test('runs again after the API server refused its token, but not at every refusal', async () => {
  const { clock, starts, load } = pluginFixture();
  const credentials = load(answer({ token: 't' }));
  await credentials.access();
  const refused: number[] = [];
  for (let second = 0; second < 60; second++) {
    clock.advance(1000);
    if (credentials.refresh()) refused.push(second);
    await credentials.access();
  }
  expect(starts()).toBe(1 + refused.length);
  expect(refused.length).toBeLessThanOrEqual(6);
});
