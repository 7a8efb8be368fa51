import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { SYSTEM } from '#server/caller.ts';
import { postSwitch } from '#server/http/post-switch.ts';
import type { ClusterRequest } from '#server/http/route.ts';
import { toApiError } from '#server/http/to-api-error.ts';
import { knativeService } from '#tests/builders.ts';
import { HostFixture, PAGE } from '#tests/cluster-host-fixture.ts';
import { status } from '#tests/fake-replies.ts';
import { TlsApiServer } from '#tests/tls-api-server.ts';

/** Generous, for slow machines. */
const SOON = { timeout: 15_000 };
const SERVICES = '/apis/serving.knative.dev/v1/services';

let fixture: HostFixture;
beforeAll(async () => {
  fixture = await HostFixture.create();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

test('a cluster that returns at its address with another authority receives nothing until the kubeconfig’s new authority is confirmed', async () => {
  const first = await TlsApiServer.start();
  const { port } = first;
  fixture.write('a', 'alice', { url: first.url, ca: first.authority });
  fixture.start();
  await fixture.ask();
  expect(first.requests.length).toBeGreaterThan(0);
  await first.close();
  const second = await TlsApiServer.start(port);
  try {
    await expect(fixture.ask()).rejects.toMatchObject({ name: 'ConnectionError' });
    fixture.write('a', 'alice', { url: second.url, ca: second.authority });
    await expect(fixture.ask()).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(second.requests).toEqual([]);
    expect(fixture.host.current.waitingChange()).toMatchObject({
      before: { server: second.url },
      now: { server: second.url },
    });
    expect(fixture.host.follow(fixture.waiting())).toMatchObject({ server: second.url, user: 'alice' });
    await fixture.ask();
    expect(second.requests[0]?.authorization).toBe(`Bearer alice-0-${fixture.run}`);
  } finally {
    await second.close();
  }
});

test('on a switch to another server every stream says goodbye, and no object of the old one is sent again', async () => {
  fixture.write('a', 'alice');
  fixture.start();
  fixture.servers.a.items = (path) =>
    path === SERVICES ? [knativeService({ metadata: { name: 'old' } })] : [];
  fixture.servers.b.items = (path) =>
    path === SERVICES ? [knativeService({ metadata: { name: 'new' } })] : [];
  const browser = fixture.openBrowser();
  const seen = (): string[] => {
    fixture.clock.advance(100);
    return [...browser.store.values('services', 'services').keys()];
  };
  await expect.poll(() => fixture.services(), SOON).toEqual(['default/old']);
  await expect.poll(seen, SOON).toEqual(['default/old']);
  const before = await fixture.view();
  fixture.write('b', 'alice');
  await fixture.ask();
  fixture.host.follow(fixture.waiting());
  await expect.poll(() => browser.messages.at(-1)?.type, SOON).toBe('bye');
  expect(await fixture.services()).not.toContain('default/old');
  // It reconnects with the cursors of the old cluster, as browsers do.
  browser.connect(fixture.host.current.live);
  await expect.poll(seen, SOON).not.toContain('default/old');
  await expect.poll(() => fixture.services(), SOON).toEqual(['default/new']);
  await expect.poll(seen, SOON).toEqual(['default/new']);
  const after = await fixture.view();
  expect(after).toMatchObject({ name: before.name, server: fixture.servers.b.url, kubeconfigChange: null });
  expect([after.pinnedId === before.pinnedId, after.serverId === before.serverId]).toEqual([false, false]);
});

test('the old identity’s watches end, and no more requests use it', async () => {
  fixture.write('a', 'alice');
  fixture.start();
  await expect.poll(() => fixture.servers.a.requests.length, SOON).toBeGreaterThan(5);
  const old = fixture.host.current;
  fixture.write('b', 'bob');
  await fixture.ask();
  fixture.host.follow(fixture.waiting());
  await fixture.host.retired();
  await expect.poll(() => fixture.servers.a.connections, SOON).toBe(0);
  fixture.servers.a.requests.splice(0);
  fixture.clock.advance(120_000);
  await fixture.ask();
  expect(fixture.servers.a.requests).toEqual([]);
  await expect(old.client.getJson(SYSTEM, '/version')).rejects.toMatchObject({ name: 'CredentialsError' });
});

test('a read in progress is answered by the new cluster, a write by the one that received it', async () => {
  fixture.write('a', 'alice');
  fixture.start();
  await fixture.ask();
  fixture.write('b', 'alice');
  await fixture.ask();
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const server = (kind: 'read' | 'write') =>
    fixture.host.use(kind, async (cluster) => {
      await held;
      await cluster.client.getJson(SYSTEM, `/${kind}`);
      return cluster.pinned.server;
    });
  const answers = Promise.all([server('read'), server('write')]);
  fixture.host.follow(fixture.waiting());
  go();
  expect(await answers).toEqual([fixture.servers.b.url, fixture.servers.a.url]);
});

test('a change that is reverted before its confirmation is no longer pending', async () => {
  fixture.write('a', 'alice');
  fixture.start();
  fixture.write('a', 'bob');
  await fixture.ask();
  const id = fixture.waiting();
  expect((await fixture.view()).kubeconfigChange).toMatchObject({
    before: { user: 'alice', namespace: 'of-alice' },
    now: { user: 'bob', namespace: 'of-bob' },
  });
  fixture.write('a', 'alice');
  await fixture.ask();
  expect((await fixture.view()).kubeconfigChange).toBeNull();
  expect(fixture.host.follow(id)).toBeNull();
});

test('an unreachable new server is named, and switching back needs a confirmation too', async () => {
  fixture.write('a', 'alice');
  fixture.start();
  await fixture.ask();
  fixture.write('b', 'alice', { url: 'https://127.0.0.1:1' });
  await fixture.ask();
  fixture.host.follow(fixture.waiting());
  fixture.openBrowser();
  await expect.poll(async () => (await fixture.view()).api, SOON).toBe('unreachable');
  expect(await fixture.view()).toMatchObject({ server: 'https://127.0.0.1:1' });
  fixture.write('a', 'alice');
  await expect(fixture.ask()).rejects.toMatchObject({ name: 'ConnectionError' });
  expect(fixture.host.follow(fixture.waiting())).toMatchObject({ server: fixture.servers.a.url });
  await fixture.ask();
});

test('the new user is shown as refused, not the old one', async () => {
  fixture.write('a', 'alice');
  fixture.start();
  fixture.servers.a.respond = ({ authorization }) =>
    authorization === `Bearer bob-0-${fixture.run}` ? status(401, 'Unauthorized') : undefined;
  await fixture.ask();
  fixture.write('a', 'bob');
  await fixture.ask();
  fixture.host.follow(fixture.waiting());
  fixture.openBrowser();
  await expect.poll(async () => (await fixture.view()).api, SOON).toBe('unauthorized');
  expect((await fixture.view()).user).toBe('bob');
});

test('a confirmation is audited with the old and new identity, without secrets, even when read-only; a wrong one reports what is pending', async () => {
  fixture.write('a', 'alice');
  fixture.start({ SLUICE_READ_ONLY: '1' });
  await fixture.ask();
  fixture.write('a', 'bob');
  await fixture.ask();
  const post = (change: string): Promise<Response> => {
    const url = new URL('http://127.0.0.1:3000/');
    const headers = { 'content-type': 'application/json' };
    const request = new Request(url, { method: 'POST', body: JSON.stringify({ change }), headers });
    const context: ClusterRequest = {
      caller: PAGE,
      session: undefined,
      cluster: fixture.host.current,
      request,
      url,
    };
    return postSwitch(context, (id) => fixture.host.follow(id)).catch((error: unknown) => {
      throw toApiError(error);
    });
  };
  const id = fixture.waiting();
  await expect(post('another')).rejects.toMatchObject({
    code: 'conflict',
    details: { change: { id, now: { user: 'bob' } } },
  });
  expect((await post(id)).status).toBe(200);
  await expect(post(id)).rejects.toMatchObject({ code: 'conflict', details: { change: null } });
  const audit = fixture.lines.filter((line) => line['audit'] === 'switchIdentity');
  expect(audit).toMatchObject([
    { outcome: 'conflict', person: 'alice', caller: 'local cookie' },
    {
      outcome: 'ok',
      person: 'alice',
      before: { user: 'alice' },
      after: { user: 'bob', server: fixture.servers.a.url },
    },
    { outcome: 'conflict', person: 'bob' },
  ]);
  expect(JSON.stringify([fixture.lines, await fixture.view()])).not.toMatch(/alice-0-|bob-0-/);
});
