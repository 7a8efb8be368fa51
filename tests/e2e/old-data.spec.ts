import { expect, test } from '#tests/e2e/support/test.ts';

test('stale data are marked and look stale, and their ages and countdowns stop until they are live again', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('old', 1);
  await cluster.patchService(namespace, 'old', {
    metadata: { annotations: { 'serving.knative.dev/rollout-duration': '900s' } },
    spec: { template: { metadata: { name: 'old-v2' } } },
  });
  await page.clock.install();
  await open(`/services/${namespace}/old`);
  await expect(page.getByText(/Gradual rollout.*done in/)).toBeVisible({ timeout: 30_000 });
  await cluster.freeze();
  const banner = page.getByText(/^Not live since/).last();
  await expect(banner).toBeVisible({ timeout: 20_000 });
  const stamps = page.getByText(/^as of \d\d:\d\d:\d\d$/);
  await expect(stamps).toHaveCount(2);
  const panel = page.getByRole('region', { name: 'Traffic', exact: true });
  await expect(panel).toHaveCSS('filter', /saturate/);

  const times = async () => [
    await page.getByText(/Gradual rollout/).innerText(),
    ...(await page.getByRole('main').locator('time').allInnerTexts()),
  ];
  const before = await times();
  await page.clock.runFor(150_000);
  expect(await times()).toEqual(before);

  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(banner).toBeInViewport();

  await cluster.thaw();
  await expect(page.locator('[data-live=live]')).toBeVisible({ timeout: 20_000 });
  await expect(stamps).toHaveCount(0);
  await expect(panel).toHaveCSS('filter', 'none');
});
