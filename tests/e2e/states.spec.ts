import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { isAccessible } from '#tests/e2e/support/axe.ts';
import { Dashboard, type DashboardOptions } from '#tests/e2e/support/dashboard.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

// Named screens, each reached for real: a cluster without Services, and one dashboard per user or fault.

let empty: TestCluster;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  empty = await startTestCluster(undefined, { isEmpty: true });
});

test.afterAll(async () => await empty?.stop());

/** Runs a test's steps on the overview of a separate dashboard. */
async function onDashboard(
  page: Page,
  cluster: TestCluster,
  options: DashboardOptions,
  steps: (dashboard: Dashboard) => Promise<void>,
): Promise<void> {
  const dashboard = await Dashboard.start(cluster, options);
  try {
    await dashboard.enter(page);
    await steps(dashboard);
  } finally {
    await dashboard.remove();
  }
}

test('a cluster without Services shows how to create the first', async ({ page }) => {
  await onDashboard(page, empty, {}, async () => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('no namespace has a Service');
    await expect(page.getByRole('main')).toContainText('kn service create hello');
    await isAccessible(page);
  });
});

test('every screen reports a crash while Knative still waits', async ({ open, cluster, makeService }) => {
  const namespace = await makeService('crashing', 1);
  await cluster.patchService(namespace, 'crashing', {
    spec: {
      template: {
        metadata: { name: 'crashing-v2', annotations: { 'simulator.sluice.dev/pod': 'crash=3' } },
      },
    },
  });
  const page = await open('?q=crashing');
  const headline = 'crashing-v2 crashes with exit code 3; traffic is unaffected';
  const row = page.getByRole('row', { name: /crashing/ });
  await expect(row).toContainText(headline, { timeout: 30_000 });
  await row.locator('[data-row-link]').click();
  const main = page.getByRole('main');
  await expect(main).toContainText(headline);
  await expect(main).toContainText('The conditions do not show it yet');
  await expect(main.getByText('Change failed')).toBeVisible();
  await expect(main.getByRole('group', { name: 'crashing-v2', exact: true })).toContainText('0 of 1 ready');
  await isAccessible(page);
});

test('a user who may not list the whole cluster sees the context’s namespace, and why', async ({ page }) => {
  await onDashboard(page, empty, { user: 'team-a' }, async () => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(
      'Showing only namespace team-a, from your context: team-a may not list Services in the whole cluster.',
    );
    await expect(page.locator('[data-live=live]')).toBeVisible();
    await isAccessible(page);
  });
  const own = { env: { SLUICE_NAMESPACES: 'team-a' }, user: 'team-a' } as const;
  await onDashboard(page, empty, own, async () => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('none of team-a has a Service');
    await expect(page.locator('[data-live=live]')).toBeVisible();
  });
});

test('a user who may list nothing sees that, and whom to grant access', async ({ page }) => {
  await onDashboard(page, empty, { user: 'one-service' }, async () => {
    await expect(page.getByRole('heading', { name: 'You may not list Services here' })).toBeVisible();
    const main = page.getByRole('main');
    await expect(main).toContainText(
      'does not allow one-service to list Services in the whole cluster, nor in',
    );
    await expect(main).toContainText('--namespaces <namespace>,<namespace>');
    await expect(main).toContainText('--user=one-service');
    await isAccessible(page);
  });
});

test('refused credentials are reported, and signing in again recovers', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-states-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const right = await readFile(empty.kubeconfig(), 'utf8');
  await writeFile(kubeconfig, right.replace(/token: .*/, 'token: expired'), { mode: 0o600 });
  await onDashboard(page, empty, { kubeconfig, waitFor: 'healthz' }, async () => {
    await expect(page.getByRole('heading', { name: 'The credentials were refused' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(`kubectl --context ${empty.context} auth whoami`);
    await isAccessible(page);
    await writeFile(kubeconfig, right);
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible({ timeout: 30_000 });
  });
  await rm(folder, { recursive: true });
});

test('a cluster without Knative is named', async ({ page }) => {
  const cluster = await startTestCluster(undefined, { isEmpty: true, isWithoutKnative: true });
  try {
    await onDashboard(page, cluster, {}, async () => {
      await expect(page.getByRole('heading', { name: 'This cluster has no Knative Serving' })).toBeVisible();
      await expect(page.getByRole('main')).toContainText('serving-core.yaml');
      await isAccessible(page);
    });
  } finally {
    await cluster.stop();
  }
});

test('an unreachable API server is reported, and the page continues when it is back', async ({ page }) => {
  await empty.kill();
  await onDashboard(page, empty, { waitFor: 'healthz' }, async () => {
    await expect(page.getByRole('heading', { name: 'The API server cannot be reached' })).toBeVisible();
    const command = `kubectl --context ${empty.context} get --raw /readyz`;
    await expect(page.getByRole('main')).toContainText(command);
    await isAccessible(page);
    await empty.restart();
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible({ timeout: 30_000 });
  });
});

test('read-only Sluice shows everything and changes nothing', async ({ page, cluster }) => {
  const readOnly = { env: { SLUICE_READ_ONLY: '1' } };
  await onDashboard(page, cluster, readOnly, async (dashboard) => {
    await page.goto(`${dashboard.origin}${dashboard.home}/services/default/hello`);
    await expect(page.getByText('read-only', { exact: true })).toBeVisible();
    await expect(
      page.getByRole('spinbutton', { name: 'Percent of hello-world', exact: true }),
    ).toBeDisabled();
    const { metadata, spec } = await cluster.service('default', 'hello');
    const body = { uid: metadata.uid, base: spec.traffic, traffic: [{ latestRevision: true, percent: 100 }] };
    const answer = await dashboard.api('PUT', '/services/default/hello/traffic', body);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'readOnly' } } });
  });
});

test('no page or log of a named state shows a secret', async ({ page }) => {
  const [, token = ''] = /token: (\S+)/.exec(await readFile(empty.kubeconfig(), 'utf8')) ?? [];
  expect(token).not.toBe('');
  await onDashboard(page, empty, { env: { SLUICE_LOG_LEVEL: 'trace' } }, async (dashboard) => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    for (const text of [await page.content(), dashboard.output]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(dashboard.token);
    }
  });
});
