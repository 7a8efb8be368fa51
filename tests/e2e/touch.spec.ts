import type { CDPSession, Locator, Page } from '@playwright/test';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** Swipes one finger from the middle of an element along a path, in CSS pixels; without a path it taps. */
async function swipe(page: Page, on: Locator, way: { x: number; y: number } | null, at = 0.5): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await on.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = await on.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  const from = { x: box.x + box.width * at, y: box.y + box.height / 2 };
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) => {
    await session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
    });
  };
  await touch('touchStart', from.x, from.y);
  const steps = way === null ? 0 : 12;
  for (let step = 1; step <= steps; step += 1)
    await touch(
      'touchMove',
      from.x + ((way?.x ?? 0) * step) / steps,
      from.y + ((way?.y ?? 0) * step) / steps,
    );
  await touch('touchEnd', 0, 0);
  await session.detach();
}

const scrolled = (page: Page) => page.evaluate(() => window.scrollY);

test('a swipe over a slider or a grip scrolls, a tap does nothing, and a sideways drag moves traffic', async ({
  page,
  open,
  makeService,
}) => {
  const namespace = await makeService('swipe', 3, [
    { revisionName: 'swipe-v1', percent: 60 },
    { revisionName: 'swipe-v2', percent: 30 },
    { revisionName: 'swipe-v3', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/swipe`));
  await expect(service.number('swipe-v2')).toHaveValue('30');
  const track = service.row('swipe-v2').getByRole('group', { name: 'Traffic of swipe-v2', exact: true });

  await swipe(page, track, null, 0.9);
  await expect(service.number('swipe-v2')).toHaveValue('30');

  for (const element of [track, service.traffic.getByRole('separator').last()]) {
    await element.evaluate((it) => it.scrollIntoView({ block: 'center' }));
    const before = await scrolled(page);
    await swipe(page, element, { x: 6, y: -180 });
    await expect.poll(() => scrolled(page)).toBeGreaterThan(before + 60);
    expect(await service.percents()).toMatchObject({ 'swipe-v1': 60, 'swipe-v2': 30, 'swipe-v3': 10 });
  }
  await expect(service.button('Review and apply')).toBeDisabled();

  const width = (await track.boundingBox())?.width ?? 0;
  await swipe(page, track, { x: width * 0.2 + 20, y: 4 });
  await expect.poll(async () => (await service.percents())['swipe-v2'] ?? 0).toBeGreaterThanOrEqual(45);
  expect((await service.percents())['swipe-v2']).toBeLessThanOrEqual(60);
  await expect(service.button('Review and apply')).toBeEnabled();
});
