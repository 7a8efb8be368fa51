import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jwt, kubeconfigFixture, waiting } from '#tests/kubeconfig-fixture.ts';

test.each([
  ['its current context', { one: { user: { token: 'mine' } }, two: { user: { token: 'other' } } }, 'two', ''],
  ['its token', { one: { user: { token: 'renewed' } } }, 'one', ''],
  ['its namespace', { one: { user: { token: 'renewed' }, namespace: 'shop' } }, 'one', ''],
  [
    'its server',
    { one: { server: 'https://127.0.0.1:2', user: { token: 'other' } } },
    'one',
    'The context one now points to https://127.0.0.1:2, and no longer to https://127.0.0.1:1.',
  ],
  [
    'how the user authenticates',
    { one: { cluster: { 'insecure-skip-tls-verify': true }, user: { token: 'other' } } },
    'one',
    'The context one now trusts another certificate or server name for https://127.0.0.1:1.',
  ],
  [
    'the user it impersonates',
    { one: { user: { token: 'other', as: 'admin' } } },
    'one',
    'The user one of the context one now signs in as someone else or in another way.',
  ],
  [
    'the owner of its token',
    { one: { user: { token: jwt('mallory') } } },
    'one',
    'The user one of the context one now signs in as someone else or in another way.',
  ],
] as const)('keeps its identity when the kubeconfig changes %s', async (_what, entries, current, sentence) => {
  const { clock, write, load } = kubeconfigFixture();
  const file = write('a', { one: { user: { token: 'mine' } }, two: { user: { token: 'other' } } }, 'one');
  const credentials = load([file]);
  await credentials.access();
  write('a', entries, current);
  clock.advance(2_000);
  const { headers } = await credentials.access();
  const renewed = 'one' in entries && sentence === '' ? entries.one.user.token : 'mine';
  expect(headers).toEqual({ Authorization: `Bearer ${renewed}` });
  expect(waiting(credentials)).toBe(sentence);
  expect(credentials.server).toBe('https://127.0.0.1:1');
});

test('keeps its initial user when the context names another one', async () => {
  const { clock, write, load } = kubeconfigFixture();
  const path = write('a', { one: { user: { token: 'viewer' } }, admin: { user: { token: 'root' } } }, 'one');
  const credentials = load([path]);
  const text = readFileSync(path, 'utf8').replace('user: one', 'user: admin');
  writeFileSync(path, text);
  clock.advance(2_000);
  expect(credentials.refresh()).toBe(false);
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer viewer' });
  expect(waiting(credentials)).toBe('The context one now uses the user admin, and no longer the user one.');
});

test('keeps the last valid content while the file is broken, reports where, and reveals nothing of it', async () => {
  const { clock, write, load } = kubeconfigFixture();
  const path = write('a', { one: { user: { token: 'SECRETSECRET' } } }, 'one');
  const credentials = load([path]);
  writeFileSync(path, readFileSync(path, 'utf8').replace('token: SECRETSECRET', 'token: "SECRETSECRET'));
  clock.advance(2_000);
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer SECRETSECRET' });
  const { notice } = credentials.status();
  expect(notice).toMatch(
    /^The kubeconfig .*a cannot be read: line \d+ .*Sluice keeps using what it read before\.$/,
  );
  expect(notice).not.toContain('SECRET');
  write('a', { one: { user: { token: 'repaired' } } }, 'one');
  clock.advance(2_000);
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer repaired' });
  expect(credentials.status().notice).toBe('');
});

test('keeps the last valid content while the file is a circular link, and follows the link once it resolves', async () => {
  const { clock, write, load } = kubeconfigFixture();
  const path = write('a', { one: { user: { token: 'first' } } }, 'one');
  const credentials = load([path]);
  const sent = async () => (await credentials.access()).headers.Authorization;
  rmSync(path);
  symlinkSync(path, path);
  clock.advance(2_000);
  expect(await sent()).toBe('Bearer first');
  expect(credentials.status().notice).toContain('Sluice keeps using what it read before.');
  rmSync(path);
  symlinkSync(write('b', { one: { user: { token: 'second' } } }, 'one'), path);
  clock.advance(2_000);
  expect(await sent()).toBe('Bearer second');
  expect(credentials.status().notice).toBe('');
});

test('a confirmation covers the content read at that time; any other id confirms nothing', async () => {
  const { clock, write, load } = kubeconfigFixture();
  const credentials = load([write('a', { one: {} }, 'one')]);
  write('a', { one: { server: 'https://127.0.0.1:2' } }, 'one');
  clock.advance(2_000);
  await credentials.access();
  const id = credentials.status().change?.id ?? '';
  expect(id).not.toBe('');
  write('a', { one: { server: 'https://127.0.0.1:3' } }, 'one');
  expect(credentials.confirm(id)).toBeNull();
  expect(credentials.status().change?.now.server).toBe('https://127.0.0.1:3');
  write('a', { one: { server: 'https://127.0.0.1:2', user: { token: 'renewed' } } }, 'one');
  expect(credentials.confirm(id)?.context.user.token).toBe('renewed');
  expect(credentials.server).toBe('https://127.0.0.1:1');
});
