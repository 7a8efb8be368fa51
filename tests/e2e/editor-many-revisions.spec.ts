import { until } from '#tests/e2e/support/processes.ts';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, routedPercents } from '#tests/e2e/support/traffic.ts';

test('fifty revisions fold to those that matter, and a folded one can take traffic', async ({
  open,
  cluster,
  makeService,
}) => {
  test.slow(true, 'it makes fifty revisions, on the real cluster by its own clock');
  const namespace = await makeService('fifty', 1);
  await cluster.fast();
  for (let number = 2; number <= 50; number += 1) {
    const revision = `fifty-v${number}`;
    await cluster.patchService(namespace, 'fifty', { spec: { template: { metadata: { name: revision } } } });
    await until(`${revision} is made`, async () => {
      const { status } = await cluster.service(namespace, 'fifty');
      return status?.latestCreatedRevisionName === revision;
    });
  }
  await cluster.ready(namespace, 'fifty');
  await cluster.normalSpeed();
  await patchTraffic(cluster, namespace, 'fifty', [
    { revisionName: 'fifty-v49', percent: 60 },
    { revisionName: 'fifty-v50', percent: 40 },
    { revisionName: 'fifty-v20', percent: 0, tag: 'old' },
  ]);
  const page = await open(`/services/${namespace}/fifty`);
  const service = new ServicePage(page);
  const rows = service.traffic.locator('[data-row-key]');
  await expect(service.folder).toHaveText('Show 47 more revisions without traffic');
  await expect(rows).toHaveCount(4);
  await expect(service.row('fifty-v7')).toBeHidden();

  await page.keyboard.press('f');
  await expect(rows).toHaveCount(51);
  await service.typePercent('fifty-v7', 20);
  await service.watchSums();
  await service.dragSlider('fifty-v7', 30, 10);
  const seen = await service.sums();
  expect(new Set(seen.rows)).toEqual(new Set([100]));
  await expect(service.number('fifty-v7')).toHaveValue('30');

  await service.folder.click();
  await expect(rows).toHaveCount(5);
  await expect(service.row('fifty-v7')).toBeVisible();
  await service.apply();
  await expect(service.routed('fifty-v7')).toHaveText('30 %');
  expect(await routedPercents(cluster, namespace, 'fifty')).toEqual({
    'fifty-v7': 30,
    'fifty-v49': 42,
    'fifty-v50': 28,
    'fifty-v20': 0,
  });
});
