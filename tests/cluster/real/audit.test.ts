import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Topic } from '#lib/live/protocol.ts';
import { serviceTopic } from '#lib/live/protocol.ts';
import { LINGER_MS } from '#server/live/detail-tier.ts';
import { eventually } from '#tests/cluster/plane/api.ts';
import {
  DETAIL,
  DISCOVERY,
  detailOf,
  isCheck,
  LIVENESS,
  MAPPINGS,
  namespaced,
  SHARED,
  SUMMARY,
} from '#tests/cluster/real/expected-requests.ts';
import {
  type AuditEvent,
  AuditLog,
  answered,
  openWatches,
  pathOf,
  queryOf,
} from '#tests/cluster/support/audit-log.ts';
import { Sluice } from '#tests/cluster/support/sluice.ts';
import { listed, SOON, Stage, shown, steady } from '#tests/cluster/support/stage.ts';
import type { TestUser } from '#tests/cluster/support/test-cluster.ts';
import { RealTestCluster } from '#tests/cluster/support/test-cluster-real.ts';

// Tests what Sluice requests from a cluster, according to the API server's own audit log.

const SLUICE = 'sluice';
const NAMES = ['one', 'two', 'three', 'four'] as const;

let stage: Stage;
let cluster: RealTestCluster;
let log: AuditLog;
const opened: Sluice[] = [];

beforeAll(async () => {
  stage = await Stage.start('real');
  if (!(stage.cluster instanceof RealTestCluster)) throw new Error('This needs the real control plane.');
  cluster = stage.cluster;
  log = new AuditLog(cluster.plane.auditLog);
  for (const name of NAMES) await stage.create(name);
  for (const name of NAMES) await cluster.ready('default', name);
  await stage.create('theirs', { namespace: 'team-a' });
  await cluster.ready('team-a', 'theirs');
  // From here on only a test's own Sluice sends requests.
  await stage.sluice.stop();
  await expectNothingOpen();
});
afterEach(async () => {
  for (const sluice of opened.splice(0)) await sluice.stop();
  await expectNothingOpen();
});
afterAll(() => stage?.stop());

async function expectNothingOpen(): Promise<void> {
  await eventuallyOpen([]);
}

/** Waits until the open watches, except one-second ones, are those of these paths, in any order. */
async function eventuallyOpen(paths: readonly string[]): Promise<AuditEvent[]> {
  let open: AuditEvent[] = [];
  await eventually(
    `${paths.length} watches are open`,
    async () => {
      open = openWatches(await log.of(SLUICE)).filter((event) => !isCheck(event));
      const found = open.map(pathOf).sort();
      const wanted = [...paths].sort();
      if (found.join() !== wanted.join()) throw new Error(`there are ${found.length}: ${found.join(' ')}`);
    },
    SOON.timeout,
  );
  return open;
}

async function start(user: TestUser = 'edit', namespaces: string[] | null = null): Promise<Sluice> {
  const sluice = Sluice.start(cluster.kubeconfig(user), { namespaces });
  opened.push(sluice);
  await listed(sluice);
  return sluice;
}

it('twenty browsers cause as many watches as one', async () => {
  const sluice = await start();
  const topics: Topic[] = ['cluster', 'services', serviceTopic('default', 'one')];
  const wanted = [...SUMMARY, ...detailOf(1)];
  const first = sluice.open(...topics);
  await steady(first, 'default/one');
  const open = await eventuallyOpen(wanted);
  for (const count of [5, 20]) {
    const before = await log.size();
    const browsers = Array.from({ length: count }, () => sluice.open(...topics));
    for (const browser of browsers) await steady(browser, 'default/one');
    const asked = (await log.of(SLUICE, before))
      .filter((event) => !isCheck(event))
      .map(pathOf)
      .filter((path) => path !== LIVENESS);
    expect(asked).toEqual([]);
    expect((await eventuallyOpen(wanted)).map(({ auditID }) => auditID)).toEqual(
      open.map(({ auditID }) => auditID),
    );
  }
});

it('each opened Service costs the same watches, and shared kinds are watched once', async () => {
  const sluice = await start();
  await eventuallyOpen(SUMMARY);
  for (const [index, name] of NAMES.entries()) {
    const browser = sluice.open(serviceTopic('default', name));
    await steady(browser, `default/${name}`);
    const wanted = SUMMARY.length + SHARED.length + DETAIL.length * (index + 1);
    expect(await eventuallyOpen([...SUMMARY, ...detailOf(index + 1)])).toHaveLength(wanted);
  }
});

it('the watches of an opened Service end a minute after its last viewer leaves, and all others stay', async () => {
  const sluice = await start();
  const first = sluice.open(serviceTopic('default', 'one'));
  const second = sluice.open(serviceTopic('default', 'one'));
  await steady(first, 'default/one');
  await steady(second, 'default/one');
  await eventuallyOpen([...SUMMARY, ...detailOf(1)]);
  first.close();
  second.close();
  const closedAt = Date.now();
  const ended = async () =>
    answered(await log.of(SLUICE)).filter(
      (event) =>
        event.verb === 'watch' &&
        !isCheck(event) &&
        Date.parse(event.requestReceivedTimestamp) < closedAt &&
        Date.parse(event.stageTimestamp) >= closedAt,
    );
  await expect
    .poll(async () => (await ended()).length, { timeout: LINGER_MS + 30_000, interval: 500 })
    .toBe(detailOf(1).length);
  const times = (await ended()).map(({ stageTimestamp }) => Date.parse(stageTimestamp) - closedAt);
  // Both times come from the same clock; the linger began when the server noticed the end of the stream.
  expect(Math.min(...times)).toBeGreaterThanOrEqual(LINGER_MS - 1_000);
  await eventuallyOpen(SUMMARY);
});

it('a quiet cluster gets liveness probes and watch checks, and only while there are viewers', async () => {
  const sluice = await start();
  const browser = sluice.open('cluster', 'services', serviceTopic('default', 'one'));
  await steady(browser, 'default/one');
  const wanted = [...SUMMARY, ...detailOf(1)];
  await eventuallyOpen(wanted);
  const from = await log.size();
  const asked = async () => answered(await log.of(SLUICE, from));
  const signs = async () => (await asked()).filter((event) => pathOf(event) === LIVENESS);
  await expect.poll(async () => (await signs()).length, { timeout: 90_000, interval: 500 }).toBe(7);
  const times = (await signs()).map(({ requestReceivedTimestamp }) => Date.parse(requestReceivedTimestamp));
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(4_900);
  // A watch that has been idle for 12 s is compared with a second one, which lives for a second.
  const checks = (await asked()).filter((event) => pathOf(event) !== LIVENESS);
  expect(new Set(checks.map(({ verb }) => verb))).toEqual(new Set(['watch']));
  expect(new Set(checks.map((event) => queryOf(event).get('timeoutSeconds')))).toEqual(new Set(['1']));
  expect(checks.map(pathOf).filter((path) => !wanted.includes(path))).toEqual([]);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  expect(checks.length).toBeLessThanOrEqual(wanted.length * Math.ceil(seconds / 12 + 1));

  browser.close();
  // Checks in flight end.
  await expect.poll(async () => openWatches(await log.of(SLUICE)).filter(isCheck), SOON).toEqual([]);
  const closed = await log.size();
  const closedAt = Date.now();
  // Others, such as Knative's autoscaler, keep sending requests, which show that time has passed.
  await expect
    .poll(
      async () =>
        (await log.events())
          .slice(closed)
          .some((event) => Date.parse(event.stageTimestamp) > closedAt + 12_000),
      {
        timeout: 60_000,
        interval: 500,
      },
    )
    .toBe(true);
  expect(await log.of(SLUICE, closed)).toEqual([]);
});

it('each kind is listed once, in pages, and then watched with bookmarks and a deadline', async () => {
  const from = await log.size();
  const sluice = await start();
  await steady(sluice.open(serviceTopic('default', 'one')), 'default/one');
  await eventuallyOpen([...SUMMARY, ...detailOf(1)]);
  const events = await log.of(SLUICE, from);
  const lists = answered(events).filter(({ verb }) => verb === 'list');
  expect(lists.map(pathOf).sort()).toEqual([...SUMMARY, ...detailOf(1)].sort());
  expect(lists.map((event) => queryOf(event).get('limit'))).toEqual(lists.map(() => '500'));
  for (const watch of openWatches(events).filter((event) => !isCheck(event))) {
    const query = queryOf(watch);
    expect(query.get('allowWatchBookmarks')).toBe('true');
    expect(query.get('resourceVersion')).toMatch(/^\d+$/);
    expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(240);
    expect(Number(query.get('timeoutSeconds'))).toBeLessThan(300);
  }
});

it('nothing is requested beyond watches, discovery and liveness probes, and never a Secret', async () => {
  const from = await log.size();
  const sluice = await start();
  await steady(sluice.open('cluster', 'services', serviceTopic('default', 'one')), 'default/one');
  await eventuallyOpen([...SUMMARY, ...detailOf(1)]);
  const known = new Set([...SUMMARY, ...detailOf(1), ...DISCOVERY, LIVENESS]);
  const mine = (await log.events()).slice(from).filter(({ user }) => user.username === 'edit');
  expect(mine.map(pathOf).filter((path) => !known.has(path))).toEqual([]);
  expect(new Set(mine.map(({ userAgent }) => userAgent))).toEqual(new Set([SLUICE]));
  expect(new Set(mine.map(({ verb }) => verb))).toEqual(new Set(['list', 'watch', 'get']));
});

it('a write is one patch by the field manager sluice, after a dry run if one was requested', async () => {
  const sluice = await start();
  const browser = sluice.open(serviceTopic('default', 'two'));
  await steady(browser, 'default/two');
  const from = await log.size();
  const { summary, specTraffic } = shown(browser, 'default/two');
  const traffic = [{ latestRevision: true, percent: 100, tag: 'written' }];
  const change = { uid: summary.uid, base: specTraffic, traffic };
  expect((await sluice.shift('default/two', change, '?dryRun=true')).status).toBe(200);
  expect((await sluice.shift('default/two', change)).status).toBe(200);
  const other = { ...change, traffic: [{ latestRevision: true, percent: 100, tag: 'other' }] };
  expect((await sluice.shift('default/two', other)).status).toBe(409);
  const written = async () =>
    answered(await log.of(SLUICE, from))
      .filter((event) => pathOf(event).endsWith('/services/two'))
      .map((event) => [event.verb, Object.fromEntries(queryOf(event)), event.responseStatus?.code]);
  await expect.poll(written, SOON).toEqual([
    ['patch', { fieldManager: 'sluice', dryRun: 'All' }, 200],
    ['patch', { fieldManager: 'sluice' }, 200],
    ['patch', { fieldManager: 'sluice' }, 422],
    // What the user sees instead.
    ['get', {}, 200],
  ]);
});

it('permissions are checked once per request for them, and never for viewers', async () => {
  const sluice = await start();
  const reviews = async (from: number) =>
    answered(await log.of(SLUICE, from)).filter((event) =>
      pathOf(event).endsWith('/selfsubjectaccessreviews'),
    );
  const from = await log.size();
  const browsers = Array.from({ length: 5 }, () => sluice.open('services', serviceTopic('default', 'three')));
  for (const browser of browsers) await steady(browser, 'default/three');
  expect(await reviews(from)).toEqual([]);
  for (let times = 0; times < 3; times++)
    expect((await sluice.access('default/three')).body.patch).toBe(true);
  await expect.poll(async () => (await reviews(from)).length, SOON).toBe(3);
});

it('with --namespaces no request goes to another namespace, and none is refused', async () => {
  const from = await log.size();
  const sluice = await start('team-a', ['team-a']);
  const browser = sluice.open('cluster', 'services', serviceTopic('team-a', 'theirs'));
  await steady(browser, 'team-a/theirs');
  expect((await sluice.access('team-a/theirs')).body.patch).toBe(true);
  // The watch of the namespace's DomainMappings serves the overview and the opened Service.
  const shared = SHARED.filter((path) => path !== MAPPINGS);
  await eventuallyOpen([...SUMMARY, ...DETAIL, ...shared].map((path) => namespaced(path, 'team-a')));
  const mine = (await log.events()).slice(from).filter(({ user }) => user.username === 'team-a');
  const outside = mine
    .map(pathOf)
    .filter((path) => !path.includes('/namespaces/team-a/'))
    .filter((path) => ![...DISCOVERY, LIVENESS].includes(path));
  expect(outside).toEqual(['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews']);
  expect(mine.filter(({ responseStatus }) => (responseStatus?.code ?? 200) >= 300)).toEqual([]);
});
