import type { Page } from '@playwright/test';
import { KUBERNETES } from '#lib/knative/resources.ts';
import { DOWN, LIVE, row, split } from '#tests/e2e/support/live-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

test('a killed cluster is reported with its time, its data stay, and the page recovers when it returns', async ({
  open,
  cluster,
  makeService,
}) => {
  await makeService('killed', 2, split('killed', 70));
  const page = await open('/services/default/killed');
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(row(page, 'killed-v1')).toContainText('70 %');

  await cluster.kill();
  await expect(page.locator(DOWN)).toHaveText(/^Not live since \d\d:\d\d$/);
  // The relay in front of the real one still accepts connections, and closes them.
  const who =
    cluster.kind === 'real' ? 'or something in front of it closes the connection' : 'cannot be reached';
  const banner = page.getByText(/^Not live since \d\d:\d\d — the API server /).filter({ hasText: who });
  await expect(banner).toBeVisible();
  await expect(banner).toContainText('The data on screen is from then. Sluice keeps trying.');
  await expect(row(page, 'killed-v1')).toContainText('70 %');
  await page.getByRole('link', { name: 'Sluice: overview' }).click();
  // Only the rows in view are drawn, and other tests created Services too.
  await page.getByRole('searchbox', { name: 'Filter Services' }).fill('killed');
  await expect(page).toHaveURL(/q=killed/);
  await expect(page.getByRole('row', { name: /killed/ })).toContainText('70 %');
  await page.reload();
  await expect(page.getByRole('row', { name: /killed/ })).toContainText('70 %');
  await expect(page.locator(DOWN)).toBeVisible();

  await cluster.restart();
  await expect(page.locator(LIVE)).toBeVisible();
  if (cluster.keepsDataOverRestart) {
    await cluster.patchService('default', 'killed', { spec: { traffic: split('killed', 35) } });
  } else {
    // It came back as a new cluster.
    await expect(page.getByText('No Service matches.')).toBeVisible();
    await makeService('killed', 2, split('killed', 35));
  }
  await expect(page.getByRole('row', { name: /killed/ })).toContainText('35 %');
});

test('a frozen cluster is reported within 10 s, and the page recovers after a thaw', async ({
  open,
  cluster,
  makeService,
}) => {
  await makeService('frozen', 2, split('frozen', 55));
  const page = await open('/services/default/frozen');
  await expect(page.locator(LIVE)).toBeVisible();
  const elapsed = await timeOf(page, DOWN, () => cluster.freeze());
  expect(elapsed).toBeLessThanOrEqual(11_000);
  await expect(page.getByText(/— the API server does not answer/)).toBeVisible();
  await expect(row(page, 'frozen-v1')).toContainText('55 %');

  await cluster.thaw();
  await expect(page.locator(LIVE)).toBeVisible();
  await cluster.patchService('default', 'frozen', { spec: { traffic: split('frozen', 20) } });
  await expect(row(page, 'frozen-v1')).toContainText('20 %');
});

for (const { name, faults } of [
  { name: 'ended watches', faults: ['endWatches'] },
  { name: 'reset connections', faults: ['resetConnections'] },
  { name: 'a compaction', faults: ['compact', 'endWatches'] },
  { name: 'all of them at once', faults: ['compact', 'resetConnections', 'endWatches'] },
] as const) {
  test(`no data are lost over ${name}`, async ({ page, cluster, startDashboard, makeService }) => {
    const service = `kept-${faults.join('-').toLowerCase()}`;
    await makeService(service, 2, split(service, 60));
    // A separate dashboard: watches that are cut soon after they opened increase the back-off from test to test.
    const dashboard = await startDashboard({});
    await dashboard.enter(page, `/services/default/${service}`);
    await expect(row(page, `${service}-v1`)).toContainText('60 %');
    for (const fault of faults) await cluster[fault]();
    await cluster.patchService('default', service, { spec: { traffic: split(service, 15) } });
    for (const fault of faults) await cluster[fault]();
    await expect(row(page, `${service}-v1`)).toContainText('15 %');
    await expect(row(page, `${service}-v2`)).toContainText('85 %');
    await expect(page.locator(LIVE)).toBeVisible();
  });
}

test('a forbidden kind is named, and only what needs it is missing', async ({
  page,
  cluster,
  startDashboard,
  makeService,
}) => {
  await makeService('no-pods', 2, split('no-pods', 65));
  await cluster.forbid(KUBERNETES.pod, 'edit');
  const dashboard = await startDashboard({ user: 'edit' });
  await dashboard.enter(page, '?q=no-pods');
  await expect(page.getByText('edit may not list Pod: what depends on that is not shown.')).toBeVisible();
  await expect(page.locator(LIVE)).toBeVisible();
  await cluster.patchService('default', 'no-pods', { spec: { traffic: split('no-pods', 10) } });
  await expect(page.getByRole('row', { name: /no-pods/ })).toContainText('90 %');
  await cluster.heal();
});

test('a killed Sluice is reported in the browser, and the page recovers when it returns on the same address', async ({
  open,
  cluster,
  dashboard,
  makeService,
}) => {
  await makeService('sluice-killed', 2, split('sluice-killed', 80));
  const page = await open('/services/default/sluice-killed');
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(row(page, 'sluice-killed-v1')).toContainText('80 %');
  await dashboard.stop('SIGKILL');
  await expect(page.getByText(/^Not live since \d\d:\d\d — Sluice’s server does not answer/)).toBeVisible();
  await expect(row(page, 'sluice-killed-v1')).toContainText('80 %');
  await cluster.patchService('default', 'sluice-killed', { spec: { traffic: split('sluice-killed', 45) } });
  await dashboard.restart();
  // The browser waits at most 3 s between retries.
  await expect(page.locator(LIVE)).toBeVisible({ timeout: 15_000 });
  await expect(row(page, 'sluice-killed-v1')).toContainText('45 %');
});

test('a part of the page that Sluice cannot serve loads later, and what is on the screen stays', async ({
  open,
  page,
  makeService,
}) => {
  await makeService('later', 2, split('later', 50));
  await open('/services/default/later');
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(page.getByRole('figure', { name: /Routed share/ })).toBeVisible();
  const chunks = '**/_next/static/chunks/**';
  let isRefused: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => {
    isRefused = resolve;
  });
  await page.route(chunks, async (route) => {
    isRefused();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await refused;
  await expect(row(page, 'later-v1')).toContainText('50 %');
  await page.unroute(chunks);
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
  await expect(row(page, 'later-v1')).toContainText('50 %');
});

test('SIGTERM ends Sluice within 3 s with streams open, and each gets a goodbye', async ({
  dashboard,
  open,
}) => {
  const page = await open('');
  await expect(page.locator(LIVE)).toBeVisible();
  const stream = await fetch(`${dashboard.url}/api${dashboard.home}/live?topic=services&cursor=`, {
    headers: { authorization: `Bearer ${dashboard.token}` },
  });
  const body = stream.text();
  const began = performance.now();
  await dashboard.stop('SIGTERM');
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(await body).toMatch(/event: bye\ndata: \{"type":"bye"\}\n\n$/);
  await expect(page.locator(DOWN)).toBeVisible();
  await dashboard.restart();
  // The browser waits at most 3 s between retries.
  await expect(page.locator(LIVE)).toBeVisible({ timeout: 15_000 });
});

/** Returns how many ms after an action an element appears, by the page's own clock, up to its next frame. */
async function timeOf(page: Page, selector: string, action: () => Promise<void>): Promise<number> {
  await page.evaluate((wanted) => {
    const began = performance.now();
    const seen = new Promise<number>((resolve) => {
      const look = () => {
        if (document.querySelector(wanted) === null) requestAnimationFrame(look);
        else resolve(performance.now() - began);
      };
      look();
    });
    Object.assign(window, { seen });
  }, selector);
  await action();
  return await page.evaluate(() => (window as unknown as { seen: Promise<number> }).seen);
}
