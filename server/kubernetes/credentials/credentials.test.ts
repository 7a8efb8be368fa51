import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { kubeconfigFixture } from '#tests/kubeconfig-fixture.ts';

test('uses the user of the current context', async () => {
  const { write, load } = kubeconfigFixture();
  const file = write('a', { one: { user: { token: 's3cret' }, namespace: 'shop' }, two: {} }, 'one');
  const credentials = load([file]);
  const { contextName, server, user, namespace } = credentials;
  expect({ contextName, server, user, namespace }).toEqual({
    contextName: 'one',
    server: 'https://127.0.0.1:1',
    user: 'one',
    namespace: 'shop',
  });
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer s3cret' });
  expect(JSON.stringify(credentials)).not.toContain('s3cret');
});

test('a named context takes precedence over the current one; a context without a namespace means default', () => {
  const { write, load } = kubeconfigFixture();
  const file = write('a', { one: {}, two: {} }, 'one');
  expect(load([file], 'two')).toMatchObject({ contextName: 'two', namespace: 'default' });
});

test('merges the files of KUBECONFIG as kubectl does: the first definition of a name wins', () => {
  const { folder, write, load } = kubeconfigFixture();
  const first = write('a', { one: { server: 'https://first' } });
  const second = write('b', { one: { server: 'https://second' }, two: {} }, 'two');
  const files = [first, join(folder, 'absent'), second];
  expect(load(files)).toMatchObject({ contextName: 'two' });
  expect(load(files, 'one')).toMatchObject({ server: 'https://first' });
});

test('explains what to do when there is no kubeconfig', () => {
  const { folder, load } = kubeconfigFixture();
  expect(() => load([])).toThrow(/No kubeconfig found: .*\.kube\/config does not exist.*npm run demo/);
  expect(() => load([join(folder, 'absent')])).toThrow(/KUBECONFIG names .*absent, which does not exist/);
});

test('names the existing contexts when the requested one is missing', () => {
  const { write, load } = kubeconfigFixture();
  const file = write('a', { one: {}, two: {} }, 'one');
  expect(() => load([file], 'three')).toThrow('There is no context "three". Available contexts: one, two');
  expect(() => load([write('b', { one: {} })])).toThrow('no current context. Choose one with --context');
});

test('names the file that cannot be read', () => {
  const { folder, load } = kubeconfigFixture();
  const path = join(folder, 'broken');
  writeFileSync(path, '{');
  expect(() => load([path])).toThrow(/The kubeconfig .*broken cannot be read/);
});

test('sends no credentials over plain HTTP', async () => {
  const { write, load } = kubeconfigFixture();
  const file = write('a', { one: { server: 'http://127.0.0.1:8001', user: { token: 's3cret' } } }, 'one');
  expect((await load([file]).access()).headers).toEqual({});
});

test('uses the service account of its pod, and follows its token', async () => {
  const { folder, clock, keep } = kubeconfigFixture();
  writeFileSync(join(folder, 'token'), 'pod-1');
  writeFileSync(join(folder, 'namespace'), 'shop\n');
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  const credentials = loadCredentials({ env, clock, home: folder, serviceAccountFolder: folder });
  keep(credentials);
  const { contextName, server, user, namespace } = credentials;
  expect({ contextName, server, user, namespace }).toEqual({
    contextName: 'in-cluster',
    server: 'https://10.0.0.1:443',
    user: null,
    namespace: 'shop',
  });
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer pod-1' });
  writeFileSync(join(folder, 'token'), 'pod-2');
  clock.advance(60_000);
  expect((await credentials.access()).headers).toEqual({ Authorization: 'Bearer pod-2' });
});
