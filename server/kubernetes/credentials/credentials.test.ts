import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { changeSentence } from '#lib/view/pinned-identity.ts';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { FakeClock } from '#tests/fake-clock.ts';

let folder: string;
let clock: FakeClock;
let said: string[];
const opened: Credentials[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'));
  clock = new FakeClock();
  said = [];
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
    users: all.map(([name, { user }]) => ({ name, user: user ?? { token: 't' } })),
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
  const credentials = loadCredentials({
    env,
    context,
    clock,
    home: folder,
    terminal: (words) => said.push(words),
  });
  opened.push(credentials);
  return credentials;
}

test('uses the user of the current context', async () => {
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
  const file = write('a', { one: {}, two: {} }, 'one');
  expect(load([file], 'two')).toMatchObject({ contextName: 'two', namespace: 'default' });
});

test('merges the files of KUBECONFIG as kubectl does: the first definition of a name wins', () => {
  const first = write('a', { one: { server: 'https://first' } });
  const second = write('b', { one: { server: 'https://second' }, two: {} }, 'two');
  const files = [first, join(folder, 'absent'), second];
  expect(load(files)).toMatchObject({ contextName: 'two' });
  expect(load(files, 'one')).toMatchObject({ server: 'https://first' });
});

test('explains what to do when there is no kubeconfig', () => {
  expect(() => load([])).toThrow(/No kubeconfig found: .*\.kube\/config does not exist.*npm run demo/);
  expect(() => load([join(folder, 'absent')])).toThrow(/KUBECONFIG names .*absent, which does not exist/);
});

test('names the existing contexts when the requested one is missing', () => {
  const file = write('a', { one: {}, two: {} }, 'one');
  expect(() => load([file], 'three')).toThrow('There is no context "three". Available contexts: one, two');
  expect(() => load([write('b', { one: {} })])).toThrow('no current context. Choose one with --context');
});

test('names the file that cannot be read', () => {
  const path = join(folder, 'broken');
  writeFileSync(path, '{');
  expect(() => load([path])).toThrow(/The kubeconfig .*broken cannot be read/);
});

test('sends no credentials over plain HTTP', async () => {
  const file = write('a', { one: { server: 'http://127.0.0.1:8001', user: { token: 's3cret' } } }, 'one');
  expect((await load([file]).access()).headers).toEqual({});
});

test('trusts the cluster’s own authority and verifies the server name from the kubeconfig', async () => {
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

test('follows an authority file that is rotated in place, but not a broken one or one with nothing in common', async () => {
  const { certificate, key } = selfSigned('api.example');
  const [other = '', another = ''] = rootCertificates;
  const server = createServer({ cert: certificate, key }, (_request, response) => void response.end('{}'));
  try {
    const address = `https://127.0.0.1:${await listen(server)}`;
    const file = join(folder, 'ca.crt');
    writeFileSync(file, other);
    const cluster = { 'certificate-authority': 'ca.crt', 'tls-server-name': 'api.example' };
    const credentials = load([write('a', { one: { server: address, cluster } }, 'one')]);
    const ask = () => {
      clock.advance(2_000);
      return new KubernetesClient({ credentials, clock }).getJson(SYSTEM, '/version');
    };
    const refused = { name: 'ConnectionError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    await expect(ask()).rejects.toMatchObject(refused);
    writeFileSync(file, `${certificate}\n${another}`);
    await expect(ask()).rejects.toMatchObject(refused);
    writeFileSync(file, `${other}\n${certificate}`);
    expect(await ask()).toEqual({});
    writeFileSync(file, certificate);
    expect(await ask()).toEqual({});
    writeFileSync(file, '-----BEGIN CERT');
    expect(await ask()).toEqual({});
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
/** The sentence that the screen shows for a status that waits for a confirmation. */
const waiting = (credentials: Credentials): string => {
  const { change } = credentials.status();
  return change === null ? '' : changeSentence(credentials.contextName, change);
};

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

test('rereads a token file every minute and after a refusal, and keeps the last token when the file is gone', async () => {
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

test('an authority file counts as first read: another authority in it is named, and not trusted', async () => {
  const authority = join(folder, 'ca.crt');
  writeFileSync(authority, selfSigned('api.example').certificate);
  const path = write('a', { one: { cluster: { 'certificate-authority': 'ca.crt' } } }, 'one');
  const credentials = load([path]);
  const { dispatcher } = await credentials.access();
  writeFileSync(authority, tlsFile('other.example.crt'));
  clock.advance(2_000);
  expect((await credentials.access()).dispatcher).toBe(dispatcher);
  expect(waiting(credentials)).toBe(
    'The context one now trusts another certificate or server name for https://127.0.0.1:1.',
  );
});

test('a confirmation covers the content read at that time; any other id confirms nothing', async () => {
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

test.each([
  3_600_000, -3_600_000,
])('renews its credential on schedule when the machine’s clock is set by %i ms', async (byMs) => {
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
  const credentials = load([write('a', { one: {} }, 'one')]);
  expect(credentials.refresh()).toBe(false);
});

test('uses the service account of its pod, and follows its token', async () => {
  writeFileSync(join(folder, 'token'), 'pod-1');
  writeFileSync(join(folder, 'namespace'), 'shop\n');
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  const credentials = loadCredentials({ env, clock, home: folder, serviceAccountFolder: folder });
  opened.push(credentials);
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

/** A JSON Web Token with this subject. */
function jwt(sub: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ iss: 'https://issuer.example', sub })}.signature`;
}

/** A self-signed certificate with this name, valid for a hundred years. */
function selfSigned(name: string): { certificate: string; key: string } {
  return { certificate: tlsFile(`${name}.crt`), key: tlsFile(`${name}.key`) };
}

function tlsFile(name: string): string {
  return readFileSync(new URL(`../../../tests/fixtures/tls/${name}`, import.meta.url), 'utf8');
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
