import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KNATIVE } from '#lib/knative/resources.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { Topic } from '#lib/live/protocol.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { listAll, PageSize } from '#server/kubernetes/list-all.ts';
import { eventually } from '#tests/cluster/plane/api.ts';
import type { ControlPlane } from '#tests/cluster/plane/control-plane.ts';
import { failurePolicies, inTurns, signIn } from '#tests/cluster/real/faults-support.ts';
import { agrees } from '#tests/cluster/support/agreement.ts';
import { AuditLog, answered, pathOf, queryOf } from '#tests/cluster/support/audit-log.ts';
import { Relay } from '#tests/cluster/support/relay.ts';
import { type Browser, Sluice } from '#tests/cluster/support/sluice.ts';
import { becomes, listed, SOON, Stage, shown, steady } from '#tests/cluster/support/stage.ts';
import { RealTestCluster } from '#tests/cluster/support/test-cluster-real.ts';

// Tests what no embedded cluster can prove: processes of the real control plane that exit, hang, lose state, and come back.

const TOPICS: readonly Topic[] = ['services', 'service/default/kept'];
const KEPT = 'default/kept';
const SERVICES = collectionPath(KNATIVE.service);
const NAMED = { timeout: 10_000, interval: 50 };

let stage: Stage;
let cluster: RealTestCluster;
let plane: ControlPlane;
let browser: Browser;
const opened: Sluice[] = [];

beforeAll(async () => {
  stage = await Stage.start('real');
  if (!(stage.cluster instanceof RealTestCluster)) throw new Error('This needs the real control plane.');
  cluster = stage.cluster;
  ({ plane } = cluster);
  browser = stage.sluice.open('cluster', ...TOPICS);
  await stage.create('kept');
  await cluster.ready('default', 'kept');
});
afterAll(async () => {
  for (const sluice of opened) await sluice.stop();
  await stage?.stop();
});

const clusterOf = (of: Browser) => of.value('cluster', 'cluster', 'cluster');
const rows = (of: Browser) => [...of.store.values('services', 'services').keys()].sort();
const change = (tag: string) => {
  const { summary, specTraffic } = shown(browser, KEPT);
  return {
    uid: summary.uid,
    base: specTraffic,
    traffic: [{ latestRevision: true, percent: 100, tag }],
  };
};

it('a watch that reconnects after etcd has compacted its version relists: nothing is lost, and no deleted object remains', async () => {
  const log = new AuditLog(plane.auditLog);
  const relay = await Relay.start(plane.places.apiPort);
  const { port } = relay;
  const kubeconfig = join(plane.places.folder, 'held.kubeconfig');
  const direct = await readFile(plane.kubeconfig('edit'), 'utf8');
  await writeFile(kubeconfig, direct.replaceAll(plane.url, `https://127.0.0.1:${port}`));
  await stage.create('doomed');
  await cluster.ready('default', 'doomed');
  const sluice = Sluice.start(kubeconfig);
  opened.push(sluice);
  await listed(sluice);
  const held = sluice.open('cluster', ...TOPICS);
  await becomes(held, 'default/doomed', { state: 'steady' });
  await steady(held, KEPT);

  relay.close();
  await expect.poll(() => clusterOf(held)?.api, NAMED).toBe('unreachable');
  await stage.delete('doomed');
  await stage.create('passing');
  await stage.delete('passing');
  await stage.create('newborn');
  await stage.patch('kept', { metadata: { labels: { while: 'away' } } });
  await cluster.ready('default', 'newborn');
  await cluster.compact();
  // Its watch caches know only what they saw themselves; a new one knows what etcd knows.
  await cluster.kill();
  await cluster.restart();
  const from = await log.size();
  const back = await Relay.start(plane.places.apiPort, port);

  await becomes(held, KEPT, { labels: { while: 'away' } });
  await agrees(cluster.kubeconfig(), TOPICS, held, browser);
  expect(rows(held)).toEqual([KEPT, 'default/newborn']);
  const asked = (await log.events())
    .slice(from)
    .filter(({ user }) => user.username === 'edit')
    .filter((event) => pathOf(event) === SERVICES);
  const [first, ...rest] = asked;
  expect(first?.verb).toBe('watch');
  expect(answered(rest).filter(({ verb }) => verb === 'list')).toHaveLength(1);
  await sluice.stop();
  opened.pop();
  back.close();
});

it('a list whose continue token expires is read again from the start', async () => {
  const names = Array.from({ length: 520 }, (_, index) => `page-${index}`);
  const path = '/api/v1/namespaces/default/configmaps';
  await inTurns(names, async (name) => {
    await cluster.api('POST', path, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  });
  const { client } = stage.sluice.cluster;
  const tokens: (string | undefined)[] = [];
  const forgetful = {
    async list(...[caller, type, options]: Parameters<KubernetesClient['list']>) {
      tokens.push(options?.continue);
      if (tokens.length === 2) {
        await cluster.api('DELETE', `${path}/page-0`);
        await cluster.compact();
        await cluster.kill();
        await cluster.restart();
      }
      return await client.list(caller, type, options);
    },
  } as KubernetesClient;
  const { objects } = await listAll(
    forgetful,
    {
      id: 'configmaps',
      type: { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
      namespace: 'default',
      tier: 'detail',
    },
    { signal: new AbortController().signal, onPage: () => undefined, pageSize: new PageSize() },
  );
  expect(tokens.map((token) => token !== undefined)).toEqual([false, true, false, true]);
  const found = new Set(objects.map(({ metadata }) => metadata.name));
  expect(names.filter((name) => !found.has(name))).toEqual(['page-0']);
  await cluster.api('DELETE', path);
});

it('an API server that has lost etcd is reported as unresponsive or not ready, depending on its answer, and recovers with etcd', async () => {
  await expect.poll(() => clusterOf(browser)?.api, SOON).toBe('live');
  await plane.etcd.end('SIGKILL');
  await expect.poll(() => clusterOf(browser)?.api, NAMED).toMatch(/^(unresponsive|notReady)$/);
  expect(rows(browser)).toContain(KEPT);
  plane.etcd.start();
  await expect.poll(() => clusterOf(browser)?.api, SOON).toBe('live');
  await stage.patch('kept', { metadata: { labels: { etcd: 'back' } } });
  await becomes(browser, KEPT, { labels: { while: 'away', etcd: 'back' } });
  await agrees(cluster.kubeconfig(), TOPICS, browser);
});

it('an orderly restart of the API server loses nothing', async () => {
  await plane.apiServer.end('SIGTERM');
  await expect.poll(() => clusterOf(browser)?.api, NAMED).not.toBe('live');
  await cluster.restart();
  await stage.delete('newborn');
  await expect.poll(() => rows(browser), SOON).toEqual([KEPT]);
  await agrees(cluster.kubeconfig(), TOPICS, browser);
});

it('while Knative’s webhooks are down a write fails with the API server’s message, and it succeeds once they are back', async () => {
  // After the previous restart, a watch may still be waiting to reopen; until then a write requires confirmation.
  const notLive = () => browser.values('cluster', 'sources').filter(({ phase }) => phase !== 'live');
  await expect.poll(notLive, SOON).toEqual([]);
  await plane.knative.end('SIGKILL');
  const before = await cluster.service('default', 'kept');
  for (const query of ['?dryRun=true', '']) {
    const { status, body } = await stage.sluice.shift(KEPT, change('down'), query);
    expect(status).toBe(503);
    expect(body.error).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /^The API server answered 500: Internal error occurred: failed calling webhook "webhook\.serving\.knative\.dev": .*connection refused$/,
      ),
    });
  }
  expect((await cluster.service('default', 'kept')).spec).toEqual(before.spec);
  // Reads need no webhook.
  expect(clusterOf(browser)?.api).toBe('live');
  plane.knative.start();
  await eventually(
    'the write goes through',
    async () => {
      const { status, body } = await stage.sluice.shift(KEPT, change('up'));
      if (status !== 200) throw new Error(body.error.message);
    },
    SOON.timeout,
  );
  await becomes(browser, KEPT, { state: 'steady', tags: ['up'] });
});

it('while Knative’s controllers are down a change is shown as waiting, and routed traffic is unchanged', async () => {
  const policies = await failurePolicies(cluster, 'Ignore');
  await plane.knative.end('SIGKILL');
  await stage.create('hanging');
  await becomes(browser, 'default/hanging', {
    state: 'progressing',
    headline: 'waiting for Knative to pick up the change',
    ready: null,
    url: null,
    routed: [],
    pods: { ready: 0, desired: 0 },
  });
  await stage.release('kept', 'unseen');
  await becomes(browser, KEPT, {
    state: 'progressing',
    headline: 'waiting for Knative to pick up the change',
    latestPercent: 100,
    latestCreated: 'kept-00001',
  });
  await expect.poll(() => browser.head(KEPT)?.statusIsCurrent, SOON).toBe(false);
  plane.knative.start();
  await policies.restore();
  await becomes(browser, 'default/hanging', { state: 'steady' });
  await becomes(browser, KEPT, { state: 'steady', latestReady: 'kept-00002', latestPercent: 100 });
});

it('revoked credentials are reported, and new ones in the kubeconfig work without a restart', async () => {
  const kubeconfig = join(plane.places.folder, 'robot.kubeconfig');
  await signIn(cluster, kubeconfig);
  await cluster.api('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'robot' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
  });
  const sluice = Sluice.start(kubeconfig);
  opened.push(sluice);
  const seen = sluice.open('cluster', ...TOPICS);
  await becomes(seen, KEPT, { state: 'steady' });
  await expect.poll(() => clusterOf(seen)?.api, SOON).toBe('live');

  await cluster.api('DELETE', '/api/v1/namespaces/default/serviceaccounts/robot');
  // The API server caches successful authentication for 10 s.
  await expect.poll(() => clusterOf(seen)?.api, SOON).toBe('unauthorized');
  expect(rows(seen)).toContain(KEPT);
  const { summary, specTraffic } = shown(browser, KEPT);
  const refused = await sluice.shift(KEPT, {
    uid: summary.uid,
    base: specTraffic,
    traffic: [{ latestRevision: true, percent: 100, tag: 'late' }],
    confirmStale: true,
  });
  expect(refused).toMatchObject({ status: 502, body: { error: { code: 'clusterUnauthorized' } } });

  await signIn(cluster, kubeconfig);
  await expect.poll(() => clusterOf(seen)?.api, SOON).toBe('live');
  await stage.patch('kept', { metadata: { labels: { robot: 'back' } } });
  await expect.poll(() => seen.row(KEPT)?.labels['robot'], SOON).toBe('back');
  expect((await sluice.access(KEPT)).body.patch).toBe(true);
});

it('1,200 Services are listed in pages, and all of them are shown', async () => {
  const log = new AuditLog(plane.auditLog);
  await failurePolicies(cluster, 'Ignore');
  await plane.knative.end('SIGKILL');
  const names = Array.from({ length: 1_200 }, (_, index) => `many-${index}`);
  await inTurns(names, async (name) => {
    await stage.create(name);
  });
  await expect.poll(() => rows(browser).length, SOON).toBeGreaterThanOrEqual(1_200);
  const from = await log.size();
  const sluice = Sluice.start(cluster.kubeconfig('edit'));
  opened.push(sluice);
  await listed(sluice);
  const fresh = sluice.open('services');
  await expect.poll(() => rows(fresh), SOON).toEqual(rows(browser));
  const pages = answered(await log.of('sluice', from)).filter(
    (event) => event.verb === 'list' && pathOf(event) === SERVICES,
  );
  expect(pages.map((event) => queryOf(event).get('limit'))).toEqual(['500', '500', '500']);
  expect(pages.map((event) => queryOf(event).has('continue'))).toEqual([false, true, true]);
  await inTurns(names, async (name) => {
    await stage.delete(name);
  });
  for (const one of [fresh, browser]) {
    await expect.poll(() => rows(one), SOON).toEqual(['default/hanging', KEPT]);
  }
});
