import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { kubeconfigFixture, selfSigned, tlsFile, waiting } from '#tests/kubeconfig-fixture.ts';

test('trusts the cluster’s own authority and verifies the server name from the kubeconfig', async () => {
  const { clock, write, load } = kubeconfigFixture();
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
  const { folder, clock, write, load } = kubeconfigFixture();
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

test('an authority file counts as first read: another authority in it is named, and not trusted', async () => {
  const { folder, clock, write, load } = kubeconfigFixture();
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

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
