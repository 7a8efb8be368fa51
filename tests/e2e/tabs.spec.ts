import type { Page } from '@playwright/test';
import { expect, test } from '#tests/e2e/support/test.ts';

const TABS = 10;

test('ten tabs are live over one stream', async ({ open, page, dashboard, cluster, makeService }) => {
  // Ten pages that load concurrently take as long as ten in sequence.
  test.slow();
  await makeService('tabs', 2, [
    { revisionName: 'tabs-v1', percent: 90 },
    { revisionName: 'tabs-v2', percent: 10 },
  ]);
  await open('/services/default/tabs');
  const others = await Promise.all(
    Array.from({ length: TABS - 1 }, async () => {
      const tab = await page.context().newPage();
      await tab.goto(page.url());
      return tab;
    }),
  );
  const tabs = [page, ...others];
  const routed = (tab: typeof page) => tab.getByRole('group', { name: 'tabs-v1', exact: true });
  for (const tab of tabs) {
    await expect(routed(tab)).toContainText('90 %');
    await expect(tab.locator('[data-live=live]')).toBeVisible();
  }
  await cluster.patchService('default', 'tabs', {
    spec: {
      traffic: [
        { revisionName: 'tabs-v1', percent: 33 },
        { revisionName: 'tabs-v2', percent: 67 },
      ],
    },
  });
  for (const tab of tabs) await expect(routed(tab)).toContainText('33 %');
  await expect.poll(() => dashboard.metric('sluice_streams_open')).toBe(1);

  for (const tab of others) await tab.close();
  await cluster.patchService('default', 'tabs', {
    spec: { traffic: [{ revisionName: 'tabs-v2', percent: 100 }] },
  });
  await expect(page.getByRole('group', { name: 'tabs-v2', exact: true })).toContainText('100 %');
});

test('the stream ends with its last tab', async ({ open, page, dashboard }) => {
  await open('');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await expect.poll(() => dashboard.metric('sluice_streams_open')).toBe(1);
  await page.goto('about:blank');
  await expect.poll(() => dashboard.metric('sluice_streams_open')).toBe(0);
});

test('a browser without SharedWorker is live too, with a stream per tab', async ({ open, page, cluster }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  await open('');
  expect(await page.evaluate(() => 'SharedWorker' in globalThis)).toBe(false);
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await cluster.patchService('default', 'hello', { metadata: { labels: { seen: 'without-a-worker' } } });
  await page.getByRole('searchbox', { name: 'Filter Services' }).fill('seen=without-a-worker');
  await expect(page.getByRole('row', { name: /hello/ })).toBeVisible();
});

for (const { how, end } of [
  { how: 'ended', end: endWorkers },
  { how: 'blocked forever', end: holdWorkersUp },
]) {
  test(`a worker that the browser ${how} is replaced, and the page recovers automatically`, async ({
    open,
    page,
    cluster,
    makeService,
  }) => {
    const name = `worker-${how.split(' ')[0]}`;
    await makeService(name, 1);
    await open(`/services/default/${name}`);
    await expect(page.locator('[data-live=live]')).toBeVisible();
    await end(page);
    await cluster.patchService('default', name, {
      metadata: { labels: { 'networking.knative.dev/visibility': 'cluster-local' } },
    });
    await expect(page.getByText('cluster-local', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('[data-live=live]')).toBeVisible();
  });
}

/** Sends a command to each of the browser's shared workers, over its debugging protocol. */
async function commandWorkers(page: Page, commands: { method: string; params?: object }[]): Promise<void> {
  const browser = await page.context().browser()?.newBrowserCDPSession();
  if (browser === undefined) throw new Error('the page belongs to no browser');
  const { targetInfos } = await browser.send('Target.getTargets', { filter: [{ type: 'shared_worker' }] });
  expect(targetInfos.length).toBeGreaterThan(0);
  for (const { targetId } of targetInfos) {
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
    for (const [id, command] of commands.entries())
      await browser.send('Target.sendMessageToTarget', {
        sessionId,
        message: JSON.stringify({ id, ...command }),
      });
  }
}

async function endWorkers(page: Page): Promise<void> {
  await commandWorkers(page, [{ method: 'Runtime.evaluate', params: { expression: 'self.close()' } }]);
}

/** A worker that is paused before its next statement runs nothing: neither timers nor messages. */
async function holdWorkersUp(page: Page): Promise<void> {
  await commandWorkers(page, [{ method: 'Debugger.enable' }, { method: 'Debugger.pause' }]);
}
