import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jwt, kubeconfigFixture } from '#tests/kubeconfig-fixture.ts';

test('rereads a token file every minute and after a refusal, and keeps the last token when the file is gone', async () => {
  const { folder, clock, write, load } = kubeconfigFixture();
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'first\n');
  const credentials = load([write('a', { one: { user: { tokenFile: 'token' } } }, 'one')]);
  const sent = async () => (await credentials.access()).headers.Authorization;
  expect(await sent()).toBe('Bearer first');
  writeFileSync(tokenFile, 'second\n');
  clock.advance(40_000);
  expect(await sent()).toBe('Bearer first');
  expect(credentials.refresh()).toBe(true);
  expect(await sent()).toBe('Bearer second');
  writeFileSync(tokenFile, 'third\n');
  clock.advance(60_000);
  expect(await sent()).toBe('Bearer third');
  rmSync(tokenFile);
  clock.advance(60_000);
  expect(await sent()).toBe('Bearer third');
});

test('a token that now belongs to somebody else is not sent, and its file is named until the change is reverted', async () => {
  const { folder, clock, write, load } = kubeconfigFixture();
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, jwt('alice'));
  const credentials = load([write('a', { one: { user: { tokenFile: 'token' } } }, 'one')]);
  const sent = async () => (await credentials.access()).headers.Authorization;
  expect(await sent()).toBe(`Bearer ${jwt('alice')}`);
  writeFileSync(tokenFile, jwt('mallory'));
  expect(credentials.refresh()).toBe(false);
  clock.advance(60_000);
  expect(await sent()).toBe(`Bearer ${jwt('alice')}`);
  expect(credentials.status().change).toMatchObject({
    before: { signsIn: expect.stringContaining('alice') as string },
    now: { signsIn: expect.stringContaining('mallory') as string },
  });
  writeFileSync(tokenFile, `${jwt('alice')}2`);
  clock.advance(60_000);
  expect(await sent()).toBe(`Bearer ${jwt('alice')}2`);
  expect(credentials.status().change).toBeNull();
});

test.each([
  3_600_000, -3_600_000,
])('renews its credential on schedule when the machine’s clock is set by %i ms', async (byMs) => {
  const { folder, clock, write, load } = kubeconfigFixture();
  writeFileSync(join(folder, 'token'), 'first');
  const path = write('a', { one: { user: { tokenFile: 'token' } } }, 'one');
  const credentials = load([path]);
  const sent = async () => (await credentials.access()).headers.Authorization;
  expect(await sent()).toBe('Bearer first');
  credentials.refresh();
  clock.advance(2_000);
  clock.set(byMs);
  writeFileSync(join(folder, 'token'), 'second');
  expect(credentials.refresh()).toBe(true);
  expect(await sent()).toBe('Bearer second');
  writeFileSync(join(folder, 'token'), 'third');
  clock.set(byMs);
  clock.advance(49_000);
  expect(await sent()).toBe('Bearer second');
  clock.advance(1_000);
  expect(await sent()).toBe('Bearer third');
  clock.set(byMs);
  clock.advance(1_000);
  write('a', { one: { user: { token: 'x', tokenFile: 'token' }, namespace: 'other' } }, 'two');
  await sent();
  expect(credentials.status().change).not.toBeNull();
});

test('reports that there is nothing new to send when the API server refuses the token in the file', () => {
  const { write, load } = kubeconfigFixture();
  const credentials = load([write('a', { one: {} }, 'one')]);
  expect(credentials.refresh()).toBe(false);
});
