import type { Locator } from '@playwright/test';
import { until } from '#tests/e2e/support/processes.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic } from '#tests/e2e/support/traffic.ts';

/** Measures the bar of a row: its length, and the share and length of each segment, in CSS pixels. */
async function measureBar(row: Locator) {
  return await row.locator('.data-mark:has([data-share])').evaluate((bar) => {
    const box = bar.getBoundingClientRect();
    const cell = bar.closest('[role=gridcell]')?.getBoundingClientRect();
    const segments = [...bar.querySelectorAll<HTMLElement>('[data-share]')].map((segment) => {
      const { left, width } = segment.getBoundingClientRect();
      return { share: Number(segment.dataset.share), from: left - box.left, width };
    });
    return { width: box.width, inCell: cell !== undefined && box.right <= cell.right, segments };
  });
}

/** Every segment's length is its share of the bar, to the pixel, and it begins where the previous one ends. */
function isToScale({ width, inCell, segments }: Awaited<ReturnType<typeof measureBar>>): void {
  expect(inCell).toBe(true);
  expect(width).toBeGreaterThan(100);
  let before = 0;
  for (const segment of segments) {
    expect(Math.abs(segment.width - (segment.share / 100) * width)).toBeLessThanOrEqual(1);
    expect(Math.abs(segment.from - (before / 100) * width)).toBeLessThanOrEqual(1);
    before += segment.share;
  }
  expect(before).toBe(100);
}

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test(`shares of two and of eight revisions are drawn to scale, ${viewport.width} px wide`, async ({
    page,
    open,
    makeService,
  }) => {
    await page.setViewportSize(viewport);
    const name = `scale-${viewport.width}`;
    const eight = [5, 75, 15, 1, 1, 1, 1, 1].map((percent, index) => ({
      revisionName: `${name}-eight-v${8 - index}`,
      percent,
    }));
    await makeService(`${name}-two`, 2, [
      { revisionName: `${name}-two-v2`, percent: 1 },
      { revisionName: `${name}-two-v1`, percent: 99 },
    ]);
    await makeService(`${name}-eight`, 8, eight);
    await open(`?q=${name}`);
    const two = page.getByRole('row', { name: `${name}-two` });
    await expect(two).toContainText('1 / 99 %');
    const barOfTwo = await measureBar(two);
    expect(barOfTwo.segments.map(({ share }) => share)).toEqual([1, 99]);
    isToScale(barOfTwo);
    const row = page.getByRole('row', { name: `${name}-eight` });
    await expect(row).toContainText('5 / 75 / 15 +5: 5 %');
    const barOfEight = await measureBar(row);
    expect(barOfEight.segments.map(({ share }) => share)).toEqual([5, 75, 15, 1, 1, 1, 1, 1]);
    isToScale(barOfEight);
  });
}

test('fifty percents fit their cell: the largest, and the others as their sum', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  test.slow(true, 'it makes fifty revisions');
  const namespace = await makeService('fifty-shares', 1);
  await cluster.fast();
  for (let number = 2; number <= 50; number += 1) {
    const revision = `fifty-shares-v${number}`;
    await cluster.patchService(namespace, 'fifty-shares', {
      spec: { template: { metadata: { name: revision } } },
    });
    await until(`${revision} is made`, async () => {
      const { status } = await cluster.service(namespace, 'fifty-shares');
      return status?.latestCreatedRevisionName === revision;
    });
  }
  await cluster.ready(namespace, 'fifty-shares');
  await cluster.normalSpeed();
  await patchTraffic(
    cluster,
    namespace,
    'fifty-shares',
    Array.from({ length: 50 }, (_, index) => ({
      revisionName: `fifty-shares-v${50 - index}`,
      percent: index === 20 ? 21 : index < 31 ? 2 : 1,
    })),
  );
  await open('?q=fifty-shares');
  const row = page.getByRole('row', { name: 'fifty-shares' });
  await expect(row).toContainText('2 / 2 / 2 +47: 94 %');
  const bar = await measureBar(row);
  expect(bar.segments).toHaveLength(8);
  expect(bar.segments.map(({ share }) => share).toSorted((a, b) => b - a)).toEqual([
    67, 21, 2, 2, 2, 2, 2, 2,
  ]);
  isToScale(bar);
});
