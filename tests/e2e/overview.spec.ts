import { expect, test } from '#tests/e2e/support/test.ts';

test('the overview shows every Service and follows a change made with kubectl', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('follows', 2, [
    { revisionName: 'follows-v1', percent: 60 },
    { revisionName: 'follows-v2', percent: 40 },
  ]);
  const page = await open('?q=follows');
  const row = page.getByRole('row', { name: /follows/ });
  await expect(row).toContainText('60 %');
  await cluster.patchService(namespace, 'follows', {
    spec: {
      traffic: [
        { revisionName: 'follows-v1', percent: 25 },
        { revisionName: 'follows-v2', percent: 75 },
      ],
    },
  });
  await expect(row).toContainText('75 %');
});

test('typed text filters the list while the cluster never stops changing and the browser is slow', async ({
  open,
  page,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('busy', 1);
  await open('');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  const filtered = new AbortController();
  const changes = (async () => {
    for (let turn = 0; !filtered.signal.aborted && turn < 1_000; turn += 1)
      await cluster.patchService(namespace, 'busy', { metadata: { labels: { turn: String(turn) } } });
  })();
  await page.getByRole('searchbox', { name: 'Filter Services' }).fill('busy');
  await expect(page.getByRole('row', { name: /hello/ })).toHaveCount(0);
  await expect(page.getByRole('row', { name: /busy/ })).toBeVisible();
  filtered.abort();
  await changes;
});
