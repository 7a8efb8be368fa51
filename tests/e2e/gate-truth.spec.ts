import type { Page } from '@playwright/test';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic } from '#tests/e2e/support/traffic.ts';

/** Returns what the vertical bars and the ribbons show: filled shares in percent, rows with a filled ribbon, rows with a dashed one. */
async function drawn(page: Page) {
  return await page.getByRole('region', { name: 'Traffic', exact: true }).evaluate((traffic) => {
    const bar = [...traffic.querySelectorAll<HTMLElement>('[data-bar=routed]')].find(
      (it) => it.getBoundingClientRect().height > it.getBoundingClientRect().width,
    );
    const attributes = (name: string) =>
      [...traffic.querySelectorAll(`[${name}]`)].map((it) => it.getAttribute(name) ?? '');
    return {
      routed: [...(bar?.querySelectorAll<HTMLElement>('[data-routed]') ?? [])].map(({ dataset }) =>
        Number(dataset['routed']),
      ),
      flows: attributes('data-ribbon'),
      wishes: attributes('data-ribbon-asked'),
    };
  });
}

test('a split that the Route cannot apply is outlined, and what is still routed is filled', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('keeps', 1, [{ revisionName: 'keeps-v1', percent: 100 }]);
  await patchTraffic(cluster, namespace, 'keeps', [
    { revisionName: 'keeps-v9', percent: 80 },
    { revisionName: 'keeps-v1', percent: 20 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/keeps`));
  await expect(service.number('keeps-v9')).toHaveValue('80');
  await expect
    .poll(() => drawn(page))
    .toEqual({ routed: [100], flows: ['keeps-v1'], wishes: ['keeps-v1', 'keeps-v9'] });
});

test('an edit moves only outlines, and the cluster’s response fills them', async ({
  page,
  open,
  makeService,
}) => {
  const namespace = await makeService('wish', 2, [
    { revisionName: 'wish-v2', percent: 1 },
    { revisionName: 'wish-v1', percent: 99 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/wish`));
  await expect
    .poll(() => drawn(page))
    .toEqual({ routed: [1, 99], flows: ['wish-v2', 'wish-v1'], wishes: [] });
  // The grip of a 1 % share can be grabbed, and covers no color.
  const grip = await service.divider('wish-v2', 'wish-v1').locator('> span').boundingBox();
  const bar = await service.traffic.locator('[data-bar=routed]').last().boundingBox();
  expect((grip?.x ?? 0) + (grip?.width ?? 0)).toBeLessThanOrEqual(bar?.x ?? 0);
  await service.dragDivider('wish-v2', 'wish-v1', 29);
  await expect(service.number('wish-v2')).toHaveValue('30');
  expect(await drawn(page)).toEqual({
    routed: [1, 99],
    flows: ['wish-v2', 'wish-v1'],
    wishes: ['wish-v2', 'wish-v1'],
  });
  await service.apply();
  await expect
    .poll(() => drawn(page))
    .toEqual({ routed: [30, 70], flows: ['wish-v2', 'wish-v1'], wishes: [] });
});

test('a gradual rollout is filled as far as it has progressed', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('gradual', 1);
  await cluster.patchService(namespace, 'gradual', {
    metadata: { annotations: { 'serving.knative.dev/rollout-duration': '600s' } },
    spec: { template: { metadata: { name: 'gradual-v2' } } },
  });
  await open(`/services/${namespace}/gradual`);
  await expect(page.getByText(/Gradual rollout/)).toBeVisible({ timeout: 30_000 });
  const { routed, wishes } = await drawn(page);
  expect(routed).toHaveLength(2);
  expect(routed.reduce((sum, percent) => sum + percent, 0)).toBe(100);
  expect(routed[0]).toBeLessThan(50);
  expect(wishes).toEqual(['@latest']);
});

test('fifty destinations have no handles, and the bar stays in view', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  const names = Array.from({ length: 12 }, (_, index) => `grips-v${12 - index}`);
  const namespace = await makeService('grips', 12);
  await patchTraffic(
    cluster,
    namespace,
    'grips',
    names.map((revisionName, index) => ({ revisionName, percent: index === 0 ? 12 : 8 })),
  );
  await open(`/services/${namespace}/grips`);
  await expect(page.getByText('12 destinations are too many to drag')).toBeVisible();
  await expect(page.getByRole('separator')).toHaveCount(0);
  const bar = page.locator('[data-bar=routed]').last();
  await page.mouse.wheel(0, 500);
  await expect(bar).toBeInViewport({ ratio: 0.9 });
});
