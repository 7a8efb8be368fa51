import { isAccessible } from '#tests/e2e/support/axe.ts';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test(`with eight rows the Apply bar is visible, and covers nothing, ${viewport.width} × ${viewport.height}`, async ({
    page,
    open,
    makeService,
  }) => {
    await page.setViewportSize(viewport);
    const name = `rows-${viewport.width}`;
    const namespace = await makeService(
      name,
      8,
      Array.from({ length: 8 }, (_, index) => ({
        revisionName: `${name}-v${index + 1}`,
        percent: index === 0 ? 65 : 5,
      })),
    );
    const service = new ServicePage(await open(`/services/${namespace}/${name}`));
    await service.typePercent(`${name}-v8`, 10);
    await page.evaluate(() => window.scrollTo(0, 0));
    const apply = service.button('Review and apply');
    await expect(apply).toBeEnabled();
    await expect(apply).toBeInViewport({ ratio: 1 });
    // A focused element scrolls out from under the footer.
    const last = service.number(`${name}-v1`);
    await last.focus();
    const footer = await service.footer.boundingBox();
    const field = await last.boundingBox();
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(footer?.y ?? 0);
    await page.getByRole('tab', { name: 'Events' }).scrollIntoViewIfNeeded();
    await page.getByRole('tab', { name: 'Events' }).click();
    await expect(page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true');
    await isAccessible(page);
  });
}

test('forced colors keep bars, tracks, squares and dots, and show what is selected', async ({
  page,
  open,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open('');
  const segment = page.locator('[data-share]').first();
  await expect(segment).toHaveCSS('forced-color-adjust', 'none');
  await expect(page.locator('[data-key] i.data-mark').first()).toHaveCSS('forced-color-adjust', 'none');
  const background = (name: RegExp) =>
    page.getByRole('button', { name }).evaluate((chip) => getComputedStyle(chip).backgroundColor);
  expect(await background(/^All /)).not.toBe(await background(/^Steady /));

  await page.locator('[data-key="default/helloworld-go"] [data-row-link]').click();
  const marks = page.getByRole('region', { name: 'Traffic', exact: true }).locator('.data-mark:visible');
  await expect(marks.first()).toBeVisible();
  const adjusts = await marks.evaluateAll((all) => all.map((it) => getComputedStyle(it).forcedColorAdjust));
  expect(new Set(adjusts)).toEqual(new Set(['none']));
  const line = (name: string) =>
    page.getByRole('tab', { name }).evaluate((tab) => getComputedStyle(tab).borderBottomColor);
  expect(await line('Canary')).not.toBe(await line('Tree'));
  expect(await line('Tree')).toBe(await line('Events'));
});

test.describe('in Tokyo', () => {
  test.use({ timezoneId: 'Asia/Tokyo' });

  test('every age shows its time in the user’s zone, by pointer, keyboard and touch', async ({
    page,
    open,
    cluster,
  }) => {
    await open('/services/default/helloworld-go');
    const created = page.getByRole('main').locator('header time').last();
    const { metadata } = await cluster.service('default', 'helloworld-go');
    const at = new Date(metadata.creationTimestamp ?? '');
    const clock = new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(11, 19);
    await expect(created).toHaveAttribute('title', new RegExp(`^\\d+ \\w+ \\d{4}, ${clock} UTC\\+9$`));
    await created.focus();
    const content = await created.evaluate((time) => getComputedStyle(time, '::after').content);
    expect(content).toContain(`${clock} UTC+9`);
  });
});

test('the focus stays on the page when the focused element disappears', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('leaves', 1);
  await open('?q=leaves');
  const row = page.locator(`[data-key="${namespace}/leaves"]`);
  await row.focus();
  await expect(row).toBeFocused();
  await makeService('leaves-not', 1);
  await expect(page.locator(`[data-key="${namespace}/leaves-not"]`)).toBeVisible();
  await cluster.api('DELETE', `/apis/serving.knative.dev/v1/namespaces/${namespace}/services/leaves`);
  await expect(page.locator(`[data-key="${namespace}/leaves-not"]`)).toBeFocused();
});

test('the focus is on something after Apply and after a dialog', async ({ page, open, makeService }) => {
  const namespace = await makeService('focus', 2, [
    { revisionName: 'focus-v1', percent: 90 },
    { revisionName: 'focus-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/focus`));
  const onBody = () => page.evaluate(() => document.activeElement === document.body);
  await service.slider('focus-v2').focus();
  await service.press('ArrowRight', 'Control+Enter');
  await expect(service.review).toBeVisible();
  await service.press('Escape');
  await expect(service.review).toBeHidden();
  await expect.poll(onBody).toBe(false);
  await service.press('Control+Enter');
  await expect(service.review).toBeVisible();
  await service.press('Control+Enter');
  await expect(service.routed('focus-v2')).toHaveText('11 %');
  await expect.poll(onBody).toBe(false);
});
