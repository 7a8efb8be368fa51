import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials.ts';
import { FakeClock } from '#tests/fake-clock.ts';

let folder: string;
let clock: FakeClock;
const opened: Credentials[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'));
  clock = new FakeClock();
});

afterEach(async () => {
  for (const credentials of opened.splice(0)) await credentials.close();
  rmSync(folder, { recursive: true });
});

interface Entry {
  server?: string;
  cluster?: object;
  user?: object;
  namespace?: string;
}

/** Writes a kubeconfig whose contexts, clusters and users share their names. */
function write(file: string, entries: Record<string, Entry>, current?: string): string {
  const path = join(folder, file);
  const all = Object.entries(entries);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    clusters: all.map(([name, { server = 'https://127.0.0.1:1', cluster }]) => ({
      name,
      cluster: { server, ...cluster },
    })),
    users: all.map(([name, { user }]) => ({ name, user: user ?? {} })),
    contexts: all.map(([name, { namespace }]) => ({
      name,
      context: { cluster: name, user: name, namespace },
    })),
  };
  writeFileSync(path, stringify(config));
  return path;
}

function load(files: string[], context?: string): Credentials {
  const env = { KUBECONFIG: files.join(delimiter) };
  const credentials = loadCredentials({ env, context, clock, home: folder });
  opened.push(credentials);
  return credentials;
}

test('is who the current context says', async () => {
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

test('a named context wins over the current one; a context without namespace means default', () => {
  const file = write('a', { one: {}, two: {} }, 'one');
  expect(load([file], 'two')).toMatchObject({ contextName: 'two', namespace: 'default' });
});

test('merges the files of KUBECONFIG as kubectl does: the first that names something wins', () => {
  const first = write('a', { one: { server: 'https://first' } });
  const second = write('b', { one: { server: 'https://second' }, two: {} }, 'two');
  const files = [first, join(folder, 'absent'), second];
  expect(load(files)).toMatchObject({ contextName: 'two' });
  expect(load(files, 'one')).toMatchObject({ server: 'https://first' });
});

test('says what to do when there is no kubeconfig', () => {
  expect(() => load([])).toThrow(/No kubeconfig found: .*\.kube\/config does not exist.*npm run demo/);
  expect(() => load([join(folder, 'absent')])).toThrow(/KUBECONFIG names .*absent/);
});

test('names the contexts there are when the one asked for is not', () => {
  const file = write('a', { one: {}, two: {} }, 'one');
  expect(() => load([file], 'three')).toThrow('There is no context "three". Contexts there are: one, two');
  expect(() => load([write('b', { one: {} })])).toThrow('no current context. Choose one with --context');
});

test('says which file cannot be read', () => {
  const path = join(folder, 'broken');
  writeFileSync(path, '{');
  expect(() => load([path])).toThrow(/The kubeconfig .*broken cannot be read/);
});

test('sends no credentials over plain HTTP', async () => {
  const file = write('a', { one: { server: 'http://127.0.0.1:8001', user: { token: 's3cret' } } }, 'one');
  expect((await load([file]).access()).headers).toEqual({});
});

test('asks a credential plugin again only after a refresh, and keeps the connections', async () => {
  const script = join(folder, 'plugin.mjs');
  const counter = join(folder, 'count');
  writeFileSync(counter, '');
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from 'node:fs';
     appendFileSync(${JSON.stringify(counter)}, 'x');
     const token = 'token-' + readFileSync(${JSON.stringify(counter)}, 'utf8').length;
     console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }));`,
  );
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script] };
  const credentials = load([write('a', { one: { user: { exec } } }, 'one')]);
  const [first, second] = await Promise.all([credentials.access(), credentials.access()]);
  expect([first.headers.Authorization, second.headers.Authorization]).toEqual([
    'Bearer token-1',
    'Bearer token-1',
  ]);
  clock.advance(60_000);
  expect((await credentials.access()).headers.Authorization).toBe('Bearer token-1');
  expect(credentials.refresh()).toBe(true);
  const third = await credentials.access();
  expect(third.headers.Authorization).toBe('Bearer token-2');
  expect(third.dispatcher).toBe(first.dispatcher);
  expect(credentials.refresh()).toBe(false);
});

test('says why a credential plugin failed, and asks it again the next time', async () => {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', 'console.error("please log in"); process.exit(1)'],
  };
  const credentials = load([write('a', { one: { user: { exec } } }, 'one')]);
  await expect(credentials.access()).rejects.toThrow(
    'The credentials of "one" cannot be used: please log in',
  );
  await expect(credentials.access()).rejects.toMatchObject({ name: 'CredentialsError' });
});

test("trusts the cluster's own authority and asks for the server name that the kubeconfig gives", async () => {
  const { certificate, key } = selfSigned('api.example');
  const server = createServer({ cert: certificate, key }, (request, response) => {
    response.end(JSON.stringify({ authorization: request.headers.authorization }));
  });
  try {
    const address = `https://127.0.0.1:${await listen(server)}`;
    const cluster = {
      'certificate-authority-data': Buffer.from(certificate).toString('base64'),
      'tls-server-name': 'api.example',
    };
    const user = { token: 't' };
    const trusting = load([write('a', { one: { server: address, cluster, user } }, 'one')]);
    const client = new KubernetesClient({ credentials: trusting, clock });
    expect(await client.getJson(SYSTEM, '/version')).toEqual({ authorization: 'Bearer t' });
    const strange = load([write('b', { one: { server: address, user } }, 'one')]);
    const refused = new KubernetesClient({ credentials: strange, clock }).getJson(SYSTEM, '/version');
    await expect(refused).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('reads the kubeconfig again when the cluster at its address has a new authority', async () => {
  const { certificate, key } = selfSigned('api.example');
  const server = createServer({ cert: certificate, key }, (_request, response) => {
    response.end('{}');
  });
  try {
    const address = `https://127.0.0.1:${await listen(server)}`;
    const cluster = { 'tls-server-name': 'api.example' };
    const credentials = load([write('a', { one: { server: address, cluster } }, 'one')]);
    const client = new KubernetesClient({ credentials, clock });
    await credentials.access();
    const authority = { 'certificate-authority-data': Buffer.from(certificate).toString('base64') };
    write('a', { one: { server: address, cluster: { ...cluster, ...authority } } }, 'one');
    expect(await client.getJson(SYSTEM, '/version')).toEqual({});
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

/** Signed by itself, for the name alone, for a hundred years. */
function selfSigned(name: string): { certificate: string; key: string } {
  const read = (ending: string): string =>
    readFileSync(new URL(`../../tests/fixtures/tls/${name}.${ending}`, import.meta.url), 'utf8');
  return { certificate: read('crt'), key: read('key') };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
