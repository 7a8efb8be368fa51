import { match } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import { type LocalCaller, SYSTEM } from '#server/caller.ts';
import { ClusterHost } from '#server/cluster-host.ts';
import { readConfig } from '#server/config.ts';
import { postSwitch } from '#server/http/post-switch.ts';
import type { ClusterRequest } from '#server/http/route.ts';
import { toApiError } from '#server/http/to-api-error.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics/metrics.ts';
import { RefusalLog } from '#server/refusal-log.ts';
import { knativeService } from '#tests/builders.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { status } from '#tests/fake-replies.ts';
import { LiveClient } from '#tests/live-client.ts';
import { TlsApiServer } from '#tests/tls-api-server.ts';

// One process, one kubeconfig, two real clusters behind TLS.

type Name = 'a' | 'b';
type User = 'alice' | 'bob';

const PAGE: LocalCaller = { kind: 'local', via: 'cookie' };
/** Generous, for slow machines. */
const SOON = { timeout: 15_000 };
const SERVICES = '/apis/serving.knative.dev/v1/services';

let servers: Record<Name, TlsApiServer>;
let folder: string;
let clock: FakeClock;
let host: ClusterHost;
let lines: Record<string, unknown>[];
/** Distinguishes the credentials of one start from those of the previous one, whose last requests may still arrive. */
let run = 0;

beforeAll(async () => {
  servers = { a: await TlsApiServer.start(), b: await TlsApiServer.start() };
});
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.close()));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-host-'));
  run += 1;
});
afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true });
});

/** Writes the kubeconfig: its only context names this server and user; tokens are `<user>-<renewal>-<run>`. */
function write(server: Name, user: User, given: { renewal?: number; url?: string; ca?: string } = {}): void {
  const cluster = (name: Name) => ({
    server: servers[name].url,
    'certificate-authority-data': Buffer.from(servers[name].authority).toString('base64'),
  });
  const { renewal = 0, url = servers[server].url, ca = servers[server].authority } = given;
  const used = { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const config = {
    'current-context': 'work',
    clusters: [
      { name: 'used', cluster: used },
      { name: 'a', cluster: cluster('a') },
      { name: 'b', cluster: cluster('b') },
    ],
    users: ['alice', 'bob'].map((name) => ({ name, user: { token: `${name}-${renewal}-${run}` } })),
    contexts: [{ name: 'work', context: { cluster: 'used', user, namespace: `of-${user}` } }],
  };
  writeFileSync(join(folder, 'config'), stringify(config));
}

/** Starts what a process runs, with the current kubeconfig. */
function start(settings: Record<string, string> = {}): void {
  clock = new FakeClock();
  lines = [];
  for (const server of Object.values(servers)) {
    server.requests.splice(0);
    server.items = () => [];
    server.respond = () => undefined;
  }
  const metrics = createMetrics();
  host = new ClusterHost({
    config: readConfig(settings),
    env: { KUBECONFIG: join(folder, 'config') },
    clock,
    random: () => 0,
    log: createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) }),
    metrics,
    refusals: new RefusalLog({ clock, count: () => undefined, tell: () => undefined }),
  });
}

/** Lets time pass, so that the kubeconfig is checked again, and sends the cluster a request. */
async function ask(): Promise<void> {
  clock.advance(2_000);
  await host.use('read', (cluster) => cluster.client.getJson(SYSTEM, '/version'));
}

/** Id of the pending change; throws when there is none. */
function waiting(): string {
  const id = host.current.waitingChange()?.id;
  if (id === undefined) throw new Error('no change waits for a confirmation');
  return id;
}

/** Which user's credentials in this run were sent to which server, each pair once. */
function pairs(): Set<string> {
  const found = new Set<string>();
  for (const name of ['a', 'b'] as const) {
    for (const { authorization = '' } of servers[name].requests) {
      const [, user, ofRun] = /^Bearer (\w+)-\d+-(\d+)$/.exec(authorization) ?? [];
      if (ofRun === String(run)) found.add(`${name} ${user}`);
      else match(authorization, /^Bearer \w+-\d+-\d+$/);
    }
  }
  return found;
}

async function view(): Promise<ClusterView> {
  const text = await host.use('read', (cluster) => cluster.live.snapshot('cluster', PAGE));
  const found = (JSON.parse(text) as SnapshotMessage).collections.cluster?.['cluster'];
  if (found === undefined) throw new Error('the topic has the cluster');
  return found;
}

async function services(): Promise<string[]> {
  const text = await host.use('read', (cluster) => cluster.live.snapshot('services', PAGE));
  return Object.keys((JSON.parse(text) as SnapshotMessage).collections.services ?? {});
}

/** A browser that views the whole cluster. */
function openBrowser(): LiveClient {
  const client = new LiveClient(['services', 'cluster'], clock);
  client.connect(host.current.live);
  return client;
}

const step = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    server: fc.constantFrom<Name>('a', 'b'),
    user: fc.constantFrom<User>('alice', 'bob'),
    renewal: fc.nat({ max: 2 }),
  }),
  fc.record({ type: fc.constant('break' as const) }),
  fc.record({ type: fc.constant('see' as const) }),
  fc.record({ type: fc.constant('confirm' as const) }),
  fc.record({ type: fc.constant('confirm what is not' as const) }),
);

test('a server never receives the credential of a user who was not confirmed for it, whatever the order of changes and confirmations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      run += 1;
      write('a', 'alice');
      start();
      let file: { server: Name; user: User } | null = { server: 'a', user: 'alice' };
      let pinned: { server: Name; user: User } = file;
      let shown: { id: string; what: { server: Name; user: User }; pinned: object } | null = null;
      const confirmed = new Set(['a alice']);
      const wrong: string[] = [];
      for (const it of steps) {
        if (it.type === 'write') {
          file = { server: it.server, user: it.user };
          write(it.server, it.user, { renewal: it.renewal });
        } else if (it.type === 'break') {
          file = null;
          writeFileSync(join(folder, 'config'), '{');
        } else if (it.type === 'see') {
          await ask();
          const change = host.current.waitingChange();
          const isOther: boolean =
            file !== null && (file.server !== pinned.server || file.user !== pinned.user);
          const isWaiting: boolean = change !== null;
          if (isWaiting !== isOther) wrong.push('what waits is not what the file says');
          shown = change === null || file === null ? null : { id: change.id, what: file, pinned };
        } else if (it.type === 'confirm') {
          const isSame: boolean = file?.server === shown?.what.server && file?.user === shown?.what.user;
          const isAsShown: boolean = shown !== null && shown.pinned === pinned && isSame;
          const isFollowed: boolean = host.follow(shown?.id ?? 'none') !== null;
          if (isFollowed !== isAsShown) wrong.push('followed is not what was shown');
          if (isAsShown && shown !== null) {
            pinned = shown.what;
            confirmed.add(`${pinned.server} ${pinned.user}`);
          }
        } else if (host.follow('something else') !== null) wrong.push('an unknown id was followed');
        await ask();
        expect(wrong).toEqual([]);
        expect([...pairs()].filter((pair) => !confirmed.has(pair))).toEqual([]);
      }
      // Earlier requests have arrived by now: from here on there is one server and one user.
      await host.retired();
      for (let turn = 0; turn < 3; turn++) await ask();
      for (const server of Object.values(servers)) server.requests.splice(0);
      await ask();
      expect(pairs()).toEqual(new Set([`${pinned.server} ${pinned.user}`]));
      await host.stop();
    }),
    { numRuns: 100 },
  );
}, 180_000);

test('a cluster that returns at its address with another authority receives nothing until the kubeconfig’s new authority is confirmed', async () => {
  const first = await TlsApiServer.start();
  const { port } = first;
  write('a', 'alice', { url: first.url, ca: first.authority });
  start();
  await ask();
  expect(first.requests.length).toBeGreaterThan(0);
  await first.close();
  const second = await TlsApiServer.start(port);
  try {
    await expect(ask()).rejects.toMatchObject({ name: 'ConnectionError' });
    write('a', 'alice', { url: second.url, ca: second.authority });
    await expect(ask()).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(second.requests).toEqual([]);
    expect(host.current.waitingChange()).toMatchObject({
      before: { server: second.url },
      now: { server: second.url },
    });
    expect(host.follow(waiting())).toMatchObject({ server: second.url, user: 'alice' });
    await ask();
    expect(second.requests[0]?.authorization).toBe(`Bearer alice-0-${run}`);
  } finally {
    await second.close();
  }
});

test('on a switch to another server every stream says goodbye, and no object of the old one is sent again', async () => {
  write('a', 'alice');
  start();
  servers.a.items = (path) => (path === SERVICES ? [knativeService({ metadata: { name: 'old' } })] : []);
  servers.b.items = (path) => (path === SERVICES ? [knativeService({ metadata: { name: 'new' } })] : []);
  const browser = openBrowser();
  const seen = (): string[] => {
    clock.advance(100);
    return [...browser.store.values('services', 'services').keys()];
  };
  await expect.poll(services, SOON).toEqual(['default/old']);
  await expect.poll(seen, SOON).toEqual(['default/old']);
  const before = await view();
  write('b', 'alice');
  await ask();
  host.follow(waiting());
  await expect.poll(() => browser.messages.at(-1)?.type, SOON).toBe('bye');
  expect(await services()).not.toContain('default/old');
  // It reconnects with the cursors of the old cluster, as browsers do.
  browser.connect(host.current.live);
  await expect.poll(seen, SOON).not.toContain('default/old');
  await expect.poll(services, SOON).toEqual(['default/new']);
  await expect.poll(seen, SOON).toEqual(['default/new']);
  const after = await view();
  expect(after).toMatchObject({ name: before.name, server: servers.b.url, kubeconfigChange: null });
  expect([after.pinnedId === before.pinnedId, after.serverId === before.serverId]).toEqual([false, false]);
});

test('the old identity’s watches end, and no more requests use it', async () => {
  write('a', 'alice');
  start();
  await expect.poll(() => servers.a.requests.length, SOON).toBeGreaterThan(5);
  const old = host.current;
  write('b', 'bob');
  await ask();
  host.follow(waiting());
  await host.retired();
  await expect.poll(() => servers.a.connections, SOON).toBe(0);
  servers.a.requests.splice(0);
  clock.advance(120_000);
  await ask();
  expect(servers.a.requests).toEqual([]);
  await expect(old.client.getJson(SYSTEM, '/version')).rejects.toMatchObject({ name: 'CredentialsError' });
});

test('a read in progress is answered by the new cluster, a write by the one that received it', async () => {
  write('a', 'alice');
  start();
  await ask();
  write('b', 'alice');
  await ask();
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const server = (kind: 'read' | 'write') =>
    host.use(kind, async (cluster) => {
      await held;
      await cluster.client.getJson(SYSTEM, `/${kind}`);
      return cluster.pinned.server;
    });
  const answers = Promise.all([server('read'), server('write')]);
  host.follow(waiting());
  go();
  expect(await answers).toEqual([servers.b.url, servers.a.url]);
});

test('a change that is reverted before its confirmation is no longer pending', async () => {
  write('a', 'alice');
  start();
  write('a', 'bob');
  await ask();
  const id = waiting();
  expect((await view()).kubeconfigChange).toMatchObject({
    before: { user: 'alice', namespace: 'of-alice' },
    now: { user: 'bob', namespace: 'of-bob' },
  });
  write('a', 'alice');
  await ask();
  expect((await view()).kubeconfigChange).toBeNull();
  expect(host.follow(id)).toBeNull();
});

test('an unreachable new server is named, and switching back needs a confirmation too', async () => {
  write('a', 'alice');
  start();
  await ask();
  write('b', 'alice', { url: 'https://127.0.0.1:1' });
  await ask();
  host.follow(waiting());
  openBrowser();
  await expect.poll(async () => (await view()).api, SOON).toBe('unreachable');
  expect(await view()).toMatchObject({ server: 'https://127.0.0.1:1' });
  write('a', 'alice');
  await expect(ask()).rejects.toMatchObject({ name: 'ConnectionError' });
  expect(host.follow(waiting())).toMatchObject({ server: servers.a.url });
  await ask();
});

test('the new user is shown as refused, not the old one', async () => {
  write('a', 'alice');
  start();
  servers.a.respond = ({ authorization }) =>
    authorization === `Bearer bob-0-${run}` ? status(401, 'Unauthorized') : undefined;
  await ask();
  write('a', 'bob');
  await ask();
  host.follow(waiting());
  openBrowser();
  await expect.poll(async () => (await view()).api, SOON).toBe('unauthorized');
  expect((await view()).user).toBe('bob');
});

test('a confirmation is audited with the old and new identity, without secrets, even when read-only; a wrong one reports what is pending', async () => {
  write('a', 'alice');
  start({ SLUICE_READ_ONLY: '1' });
  await ask();
  write('a', 'bob');
  await ask();
  const post = (change: string): Promise<Response> => {
    const url = new URL('http://127.0.0.1:3000/');
    const headers = { 'content-type': 'application/json' };
    const request = new Request(url, { method: 'POST', body: JSON.stringify({ change }), headers });
    const context: ClusterRequest = { caller: PAGE, session: undefined, cluster: host.current, request, url };
    return postSwitch(context, (id) => host.follow(id)).catch((error: unknown) => {
      throw toApiError(error);
    });
  };
  const id = waiting();
  await expect(post('another')).rejects.toMatchObject({
    code: 'conflict',
    details: { change: { id, now: { user: 'bob' } } },
  });
  expect((await post(id)).status).toBe(200);
  await expect(post(id)).rejects.toMatchObject({ code: 'conflict', details: { change: null } });
  const audit = lines.filter((line) => line['audit'] === 'switchIdentity');
  expect(audit).toMatchObject([
    { outcome: 'conflict', person: 'alice', caller: 'local cookie' },
    {
      outcome: 'ok',
      person: 'alice',
      before: { user: 'alice' },
      after: { user: 'bob', server: servers.a.url },
    },
    { outcome: 'conflict', person: 'bob' },
  ]);
  expect(JSON.stringify([lines, await view()])).not.toMatch(/alice-0-|bob-0-/);
});
