import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PageCalls } from '#components/access/page-calls.ts';
import { PAGE_PROOF_HEADER, SESSION_PATH } from '#lib/access/page-access.ts';
import { newSecret, proofOf } from '#server/access/secrets.ts';

let server: Server;
let challenge: string;
let keys: string[];
let requests: { path: string; headers: IncomingMessage['headers'] }[];

/** A server that accepts the proofs of `keys` for its current challenge, each only for the call that carries it. */
beforeEach(async () => {
  challenge = newSecret();
  keys = [];
  requests = [];
  server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    if (request.url === SESSION_PATH) {
      response.end(JSON.stringify({ challenge }));
      return;
    }
    const proof = request.headers[PAGE_PROOF_HEADER];
    const call = { method: request.method ?? '', url: request.url ?? '' };
    response.statusCode = keys.some((key) => proofOf(key, challenge, call) === proof) ? 200 : 401;
    response.end('{}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => real(base + path, init));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const paths = () => requests.map(({ path }) => path);

it('sends a proof that stays valid when a framework groups repeated parameters', async () => {
  const key = newSecret();
  keys = [key];
  const calls = new PageCalls(() => key);
  expect((await calls.fetch('/live?topic=a&cursor=1%3A2&topic=b&cursor=')).status).toBe(200);
  const proof = requests[1]?.headers[PAGE_PROOF_HEADER];
  const grouped = { method: 'GET', url: '/live?topic=a&topic=b&cursor=1%3A2&cursor=' };
  expect(proofOf(key, challenge, grouped)).toBe(proof);
  const swapped = { method: 'GET', url: '/live?topic=b&topic=a&cursor=1%3A2&cursor=' };
  expect(proofOf(key, challenge, swapped)).not.toBe(proof);
});

it('sends the proof that the server computes, and never the key', async () => {
  const key = newSecret();
  keys = [key];
  const calls = new PageCalls(() => key);
  const targets = ['/a', '/b?x=a%2Fb&y=ä+c', "/c/arn%3Aaws%2Fa%252Fb/d'e?q='(*)"];
  for (const path of targets)
    expect((await calls.fetch(path, { headers: { accept: 'application/json' } })).status).toBe(200);
  expect((await calls.fetch('/a', { method: 'PUT', body: '{}' })).status).toBe(200);
  expect(paths()).toEqual([
    SESSION_PATH,
    ...targets.map((it) => it.replace('ä', '%C3%A4').replaceAll(/'(?=\(|$)/g, '%27')),
    '/a',
  ]);
  const proofs = requests.slice(1).map(({ headers }) => headers[PAGE_PROOF_HEADER]);
  expect(new Set(proofs).size).toBe(4);
  expect(requests[1]?.headers.accept).toBe('application/json');
  expect(JSON.stringify(requests)).not.toContain(key);
});

it('makes the proof again once when the server has restarted', async () => {
  const key = newSecret();
  keys = [key];
  const calls = new PageCalls(() => key);
  await calls.fetch('/a');
  challenge = newSecret();
  expect((await calls.fetch('/b', { method: 'PUT', body: '{}' })).status).toBe(200);
  expect(paths()).toEqual([SESSION_PATH, '/a', '/b', SESSION_PATH, '/b']);
});

it('does not retry when the session is over', async () => {
  const calls = new PageCalls(() => 'the key of a session that is over');
  expect((await calls.fetch('/a')).status).toBe(401);
  expect(paths()).toEqual([SESSION_PATH, '/a', SESSION_PATH]);
});

it('follows a new key', async () => {
  let key = newSecret();
  const calls = new PageCalls(() => key);
  expect((await calls.fetch('/a')).status).toBe(401);
  key = newSecret();
  keys = [key];
  expect((await calls.fetch('/b')).status).toBe(200);
});

it('sends no proof when it has no key', async () => {
  expect((await new PageCalls(() => null).fetch('/a')).status).toBe(401);
  expect(paths()).toEqual(['/a']);
  expect(requests[0]?.headers).not.toHaveProperty(PAGE_PROOF_HEADER);
});

it('rejects as fetch does when the server is down, and retries at the next call', async () => {
  const key = newSecret();
  keys = [key];
  const calls = new PageCalls(() => key);
  const working = globalThis.fetch;
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(calls.fetch('/a')).rejects.toThrow(TypeError);
  vi.stubGlobal('fetch', working);
  expect((await calls.fetch('/a')).status).toBe(200);
});
