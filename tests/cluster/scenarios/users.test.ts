import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { degradedWords } from '#lib/view/rights.ts';
import type { Browser } from '#tests/cluster/support/sluice.ts';
import { Sluice } from '#tests/cluster/support/sluice.ts';
import { becomes, KINDS, listed, SOON, Stage, shown } from '#tests/cluster/support/stage.ts';
import type { TestUser } from '#tests/cluster/support/test-cluster.ts';

const HELLO = 'default/hello';
const THEIRS = 'team-a/theirs';
const SUMMARY_KINDS = [
  'Service',
  'Route',
  'Configuration',
  'Revision',
  'PodAutoscaler',
  'Ingress',
  'DomainMapping',
  'Pod',
];
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
/** Sluice retries what the cluster has refused after a minute. */
const AFTER_A_MINUTE = { timeout: 100_000, interval: 250 };

describe.each(KINDS)('permissions of the users of the %s cluster', (kind) => {
  let stage: Stage;
  let admin: Browser;
  const opened: Sluice[] = [];

  beforeAll(async () => {
    stage = await Stage.start(kind);
    admin = stage.sluice.open('services', `service/${HELLO}`, `service/${THEIRS}`);
    await stage.create('hello');
    await stage.create('theirs', { namespace: 'team-a' });
    await stage.cluster.ready('default', 'hello');
    await stage.cluster.ready('team-a', 'theirs');
  });
  afterEach(async () => {
    for (const sluice of opened.splice(0)) await sluice.stop();
    await stage.cluster.heal();
  });
  afterAll(() => stage?.stop());

  async function as(user: TestUser, namespaces: string[] | null = null): Promise<Sluice> {
    const sluice = Sluice.start(stage.cluster.kubeconfig(user), { namespaces });
    opened.push(sluice);
    await listed(sluice);
    return sluice;
  }

  /** The kinds that may not be listed, as reported to a browser. */
  const forbiddenIn = (browser: Browser) =>
    browser
      .values('cluster', 'sources')
      .filter(({ phase }) => phase === 'forbidden')
      .map(({ kind: name }) => name);
  const rows = (browser: Browser) => [...browser.store.values('services', 'services').keys()].sort();

  /** Requests a tag for the newest revision, starting from what the admin's browser shows. */
  async function tag(sluice: Sluice, key: string, name: string, query = '') {
    await expect.poll(() => admin.head(key)?.statusIsCurrent, SOON).toBe(true);
    const { summary, specTraffic } = shown(admin, key);
    const traffic = [{ latestRevision: true, percent: 100, tag: name }];
    return await sluice.shift(key, { uid: summary.uid, base: specTraffic, traffic }, query);
  }

  it.each<[TestUser, boolean]>([
    ['admin', true],
    ['edit', true],
    ['view', false],
  ])('%s sees all and may write: %s', async (user, mayWrite) => {
    const sluice = await as(user);
    const browser = sluice.open('cluster', 'services', `service/${HELLO}`);
    await expect.poll(() => rows(browser), SOON).toEqual([HELLO, THEIRS]);
    await expect.poll(() => browser.values(`service/${HELLO}`, 'pods'), SOON).toHaveLength(1);
    expect(forbiddenIn(browser)).toEqual([]);
    const sources = () => browser.values(`service/${HELLO}`, 'sources');
    await expect.poll(() => sources().filter(({ phase }) => phase === 'listing'), SOON).toEqual([]);
    // The reader roles of Kubernetes and Knative do not cover the objects of an ingress implementation.
    const kinds = sources().flatMap(({ phase, kind: name }) => (phase === 'forbidden' ? [name] : []));
    expect(kinds.filter((name) => name !== 'VirtualService')).toEqual([]);
    const access = await sluice.access(HELLO);
    expect(access).toMatchObject({ status: 200, body: { patch: mayWrite } });
    for (const query of ['?dryRun=true', '']) {
      const { status, body } = await tag(sluice, HELLO, `by-${user}`, query);
      expect(status).toBe(mayWrite ? 200 : 403);
      if (mayWrite) continue;
      expect(body.error).toMatchObject({
        code: 'forbidden',
        message:
          'services.serving.knative.dev "hello" is forbidden: User "view" cannot patch resource "services" in API group "serving.knative.dev" in the namespace "default"',
      });
      expect(access.body.reason).toContain('Ask for the verb patch on services.serving.knative.dev.');
    }
  });

  it('team-a sees and writes its own namespace only', async () => {
    const sluice = await as('team-a', ['team-a']);
    const browser = sluice.open('cluster', 'services', `service/${THEIRS}`, `service/${HELLO}`);
    await expect.poll(() => browser.head(THEIRS)?.summary.state, SOON).toBe('steady');
    await expect.poll(() => browser.values(`service/${THEIRS}`, 'pods'), SOON).toHaveLength(1);
    expect(rows(browser)).toEqual([THEIRS]);
    expect(browser.head(HELLO)).toBeUndefined();
    expect(forbiddenIn(browser)).toEqual([]);
    expect((await sluice.access(THEIRS)).body).toEqual({ patch: true, reason: '' });
    expect((await sluice.access(HELLO)).body.patch).toBe(false);
    expect((await tag(sluice, THEIRS, 'ours')).status).toBe(200);
    expect((await tag(sluice, HELLO, 'ours')).body.error).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('in the namespace "default"'),
    });
  });

  it('a user who may not list the whole cluster gets the context’s namespace, and a message about who was refused what', async () => {
    const browser = (await as('team-a')).open('cluster', 'services', `service/${THEIRS}`);
    await expect.poll(() => rows(browser), SOON).toEqual([THEIRS]);
    await expect.poll(() => browser.head(THEIRS)?.summary.state, SOON).toBe('steady');
    expect(forbiddenIn(browser)).toEqual([]);
    await expect
      .poll(() => browser.value('cluster', 'cluster', 'cluster'), SOON)
      .toMatchObject({
        api: 'live',
        synced: true,
        namespaces: ['team-a'],
        namespacesFrom: 'context',
        identity: { name: 'team-a', groups: ['system:authenticated'] },
      });
  });

  it('a user who may list nothing gets a message for each kind, and the API server counts as live', async () => {
    const browser = (await as('one-service')).open('cluster', 'services');
    await expect.poll(() => forbiddenIn(browser).sort(), SOON).toEqual([...SUMMARY_KINDS].sort());
    expect(rows(browser)).toEqual([]);
    await expect
      .poll(() => browser.value('cluster', 'cluster', 'cluster'), SOON)
      .toMatchObject({
        api: 'live',
        synced: true,
        namespaces: ['default'],
        namespacesFrom: 'context',
        identity: { name: 'one-service' },
      });
    for (const { error } of browser.values('cluster', 'sources')) {
      expect(error).toMatch(
        /is forbidden: User "one-service" cannot list resource ".+" in API group ".*" in the namespace "default"/,
      );
    }
  });

  it('forbidden namespaces are named, and the others are shown', async () => {
    const browser = (await as('team-a', ['team-a', 'default'])).open('cluster', 'services');
    await expect.poll(() => rows(browser), SOON).toEqual([THEIRS]);
    const words = () =>
      degradedWords(
        browser.values('cluster', 'sources'),
        browser.value('cluster', 'cluster', 'cluster')?.identity ?? null,
      );
    await expect
      .poll(words, SOON)
      .toEqual(['team-a may not list anything in namespace default: what depends on that is not shown.']);
  });

  it('a user who may read and change one Service by name can open and change only that one', async () => {
    const sluice = await as('one-service');
    await stage.create('other');
    await stage.cluster.ready('default', 'other');
    const browser = sluice.open('cluster', 'services', `service/${HELLO}`, 'service/default/other');
    await expect.poll(() => browser.head(HELLO)?.specTraffic, SOON).toEqual(shown(admin, HELLO).specTraffic);
    expect((await sluice.snapshot(`service/${HELLO}`)).collections.head).toBeDefined();
    expect((await sluice.snapshot('service/default/other')).collections.head).toBeUndefined();
    expect(browser.head('default/other')).toBeUndefined();
    expect((await sluice.access(HELLO)).body).toEqual({ patch: true, reason: '' });
    expect((await sluice.access('default/other')).body.patch).toBe(false);
    const written = await tag(sluice, HELLO, 'mine');
    expect(written).toMatchObject({ status: 200 });
    await expect.poll(() => admin.row(HELLO)?.tags, SOON).toEqual(['mine']);
    await expect.poll(() => browser.head(HELLO)?.specTraffic?.[0]?.tag, SOON).toBe('mine');
  });

  it('a read-only Sluice writes nothing and sends no dry run', async () => {
    const sluice = Sluice.start(stage.cluster.kubeconfig(), { readOnly: true });
    opened.push(sluice);
    expect((await sluice.access(HELLO)).body.patch).toBe(false);
    expect((await tag(sluice, HELLO, 'never', '?dryRun=true')).body.error.code).toBe('readOnly');
    expect((await tag(sluice, HELLO, 'never')).body.error.code).toBe('readOnly');
    expect((await stage.cluster.service('default', 'hello')).spec.traffic?.[0]?.tag).not.toBe('never');
  });

  it.each([
    [KNATIVE.kIngress, { routed: [{ percent: 100 }], state: 'steady', pods: { ready: 1 } }],
    [KNATIVE.podAutoscaler, { routed: [{ percent: 100 }], state: 'steady' }],
    // The number of ready pods then comes from the autoscaler.
    [KUBERNETES.pod, { routed: [{ percent: 100 }], state: 'steady', pods: { ready: 1 } }],
    [KNATIVE.revision, { routed: [{ percent: 100 }], state: 'steady' }],
  ])('without $kind only what depends on it is missing, and the screen names it', async (type, row) => {
    await stage.cluster.forbid(type, 'edit');
    const browser = (await as('edit')).open('cluster', 'services', `service/${HELLO}`);
    await becomes(browser, HELLO, row);
    expect(forbiddenIn(browser)).toEqual([type.kind]);
    const { specTraffic } = shown(admin, HELLO);
    await expect.poll(() => browser.head(HELLO)?.specTraffic, SOON).toEqual(specTraffic);
  });

  it('permissions revoked during a watch are reported, the data is marked as old, and it recovers when they return', async () => {
    const binding = await stage.cluster.api<{
      metadata: { name: string };
      roleRef: object;
      subjects: object[];
    }>('GET', `${BINDINGS}/edit`);
    const { roleRef, subjects } = binding;
    const sluice = await as('edit');
    const browser = sluice.open('cluster', 'services');
    await expect.poll(() => rows(browser), SOON).toContain(HELLO);
    await stage.cluster.api('DELETE', `${BINDINGS}/edit`);
    await expect.poll(async () => (await sluice.access(HELLO)).body.patch, SOON).toBe(false);
    expect((await tag(sluice, HELLO, 'late', '?dryRun=true')).body.error.code).toBe('forbidden');
    await stage.cluster.endWatches();
    await expect.poll(() => forbiddenIn(browser), SOON).toContain('Service');
    expect(rows(browser)).toContain(HELLO);
    expect((await tag(sluice, HELLO, 'late')).body.error).toMatchObject({
      code: 'stale',
      kinds: expect.arrayContaining(['Service']),
    });
    await stage.create('meanwhile');
    await stage.cluster.api('POST', BINDINGS, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'edit' },
      roleRef,
      subjects,
    });
    await expect.poll(() => forbiddenIn(browser), AFTER_A_MINUTE).toEqual([]);
    await expect.poll(() => rows(browser), SOON).toContain('default/meanwhile');
    expect((await sluice.access(HELLO)).body.patch).toBe(true);
  });
});
