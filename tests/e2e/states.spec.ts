import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { KNATIVE, resourceId } from '#lib/kubernetes/resource.ts';
import { startTestCluster, type TestCluster } from '#simulator/api/test-client.ts';
import { isAccessible } from '#tests/e2e/support/axe.ts';
import { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

// Named screens, each reached for real: an API server without Services, and one dashboard a user or fault.

let api: TestCluster;
let folder: string;

test.beforeAll(async () => {
  api = await startTestCluster();
  folder = await mkdtemp(join(tmpdir(), 'sluice-states-'));
});

test.afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

/** The path of a kubeconfig, that of a user or a text. */
async function kubeconfig(name: string, text = api.server.kubeconfig(name)): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** Runs a test's steps on the overview of a dashboard of its own. */
async function onDashboard(
  page: Page,
  config: string,
  options: Parameters<typeof Dashboard.start>[1],
  steps: (dashboard: Dashboard) => Promise<void>,
): Promise<void> {
  const dashboard = await Dashboard.start(config, options);
  try {
    await page.goto(dashboard.launchAddress);
    await steps(dashboard);
  } finally {
    await dashboard.stop();
  }
}

test('a cluster without Services says how to make the first', async ({ page }) => {
  await onDashboard(page, await kubeconfig('admin'), {}, async () => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('no namespace holds a Service');
    await expect(page.getByRole('main')).toContainText('kn service create hello');
    await isAccessible(page);
  });
});

test('who may list one namespace only is told so, and sees it with --namespaces', async ({ page }) => {
  const config = await kubeconfig('team-a');
  await onDashboard(page, config, {}, async () => {
    await expect(page.getByRole('heading', { name: 'You may not list Services here' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('npm start -- --namespaces');
    await expect(page.getByRole('main')).toContainText('--user=team-a');
    await isAccessible(page);
  });
  await onDashboard(page, config, { env: { SLUICE_NAMESPACES: 'team-a' } }, async () => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('none of team-a holds a Service');
    await expect(page.locator('[data-live=live]')).toBeVisible();
  });
});

test('credentials that the cluster refuses are named, and signing in again heals', async ({ page }) => {
  const right = api.server.kubeconfig('admin');
  const config = await kubeconfig('expired', right.replace(/token: .*/, 'token: expired'));
  await onDashboard(page, config, { waitFor: 'healthz' }, async () => {
    await expect(page.getByRole('heading', { name: 'The credentials were refused' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('kubectl --context embedded auth whoami');
    await isAccessible(page);
    await writeFile(config, right);
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible({ timeout: 30_000 });
  });
});

test('a cluster without Knative is named', async ({ page }) => {
  for (const type of Object.values(KNATIVE)) api.server.levers.respond(resourceId(type), 404);
  try {
    await onDashboard(page, await kubeconfig('admin'), {}, async () => {
      await expect(page.getByRole('heading', { name: 'This cluster has no Knative Serving' })).toBeVisible();
      await expect(page.getByRole('main')).toContainText('serving-core.yaml');
      await isAccessible(page);
    });
  } finally {
    api.server.levers.clear();
  }
});

test('an API server that cannot be reached is named, and the page goes on when it can', async ({ page }) => {
  api.server.levers.refuse(true);
  try {
    await onDashboard(page, await kubeconfig('admin'), { waitFor: 'healthz' }, async () => {
      await expect(page.getByRole('heading', { name: 'The API server does not answer' })).toBeVisible();
      await expect(page.getByRole('main')).toContainText('kubectl --context embedded get --raw /readyz');
      await isAccessible(page);
      api.server.levers.clear();
      await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible({ timeout: 30_000 });
    });
  } finally {
    api.server.levers.clear();
  }
});

test('read-only Sluice shows all and changes nothing', async ({ page, cluster }) => {
  const readOnly = { env: { SLUICE_READ_ONLY: '1' } };
  await onDashboard(page, cluster.kubeconfig, readOnly, async (dashboard) => {
    await page.goto(`${dashboard.url}/c/embedded/services/default/hello`);
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
  const path = await kubeconfig('admin');
  const [, token = ''] = /token: (\S+)/.exec(await readFile(path, 'utf8')) ?? [];
  expect(token).not.toBe('');
  await onDashboard(page, path, { env: { SLUICE_LOG_LEVEL: 'trace' } }, async (dashboard) => {
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    for (const text of [await page.content(), dashboard.output]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(dashboard.token);
    }
  });
});
