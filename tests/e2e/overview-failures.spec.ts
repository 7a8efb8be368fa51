import type { Page } from '@playwright/test';
import { expect, test } from '#tests/e2e/support/test.ts';

/** placesOf records from now on where each frame shows an element, in CSS pixels from the top of the window; the result reads them. */
async function placesOf(page: Page, selector: string): Promise<() => Promise<number[]>> {
  const notes = await page.evaluateHandle((wanted) => {
    const places: number[] = [];
    const note = () => {
      // A message posted in an animation frame arrives after that frame is painted.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        const top = document.querySelector(wanted)?.getBoundingClientRect().top;
        if (top !== undefined && top !== places.at(-1)) places.push(top);
      });
      port1.start();
      port2.postMessage(null);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
    return places;
  }, selector);
  return () => notes.evaluate((places) => places);
}

test('a Service that starts to fail moves up immediately under a resting pointer, and is announced in every way', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  // Low enough that any list is long enough to scroll.
  await page.setViewportSize({ width: 1280, height: 500 });
  const namespace = await makeService('breaks', 1);
  await open('');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  const failing = page.getByRole('button', { name: /^Change failed / });
  const countBefore = Number(/\d+$/.exec(await failing.innerText())?.[0]);
  const pointed = page.locator('[data-key]').nth(3);
  const key = await pointed.getAttribute('data-key');
  await pointed.hover();
  const placesOnScreen = await placesOf(page, `[data-key="${key}"]`);

  await cluster.patchService(namespace, 'breaks', {
    spec: {
      template: { metadata: { name: 'breaks-v2', annotations: { 'simulator.sluice.dev/pod': 'crash=3' } } },
    },
  });
  const pill = page.getByRole('button', { name: '1 change failed: breaks' });
  await expect(pill).toBeVisible({ timeout: 30_000 });
  await expect(failing).toHaveText(`Change failed ${countBefore + 1}`);
  await expect(page.getByRole('row', { name: /^Change failed/ }).first()).toHaveText(
    `Change failed ${countBefore + 1}`,
  );
  await expect(page).toHaveTitle(/^● 1 change failed · /);
  await expect(page.locator('[aria-live=assertive]', { hasText: 'default/breaks' })).toHaveCount(1);
  const order = await page.locator('[data-key]').evaluateAll((rows) =>
    rows
      .map((row) => ({ key: (row as HTMLElement).dataset.key, top: row.getBoundingClientRect().top }))
      .sort((a, b) => a.top - b.top)
      .map(({ key }) => key),
  );
  const failures = Number(
    /\d+$/.exec(await page.getByRole('button', { name: /^Failing / }).innerText())?.[0],
  );
  expect(order.indexOf('default/breaks')).toBeLessThan(failures + countBefore + 1);
  // The list grew above the pointer, so the page scrolled by the same amount before it was painted.
  const places = await placesOnScreen();
  expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(1);

  await pill.click();
  await expect(page.getByRole('row', { name: /breaks/ })).toBeFocused();
  await expect(pill).toBeHidden();
  await expect(page).not.toHaveTitle(/change failed/);
});

test('a new failure that the filter hides is shown anyway', async ({ page, open, cluster, makeService }) => {
  const namespace = await makeService('hidden-break', 1);
  await open('?state=steady');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await cluster.patchService(namespace, 'hidden-break', {
    spec: {
      template: {
        metadata: { name: 'hidden-break-v2', annotations: { 'simulator.sluice.dev/pod': 'crash=3' } },
      },
    },
  });
  await page.getByRole('button', { name: '1 change failed: hidden-break' }).click({ timeout: 30_000 });
  await expect(page.getByRole('row', { name: /hidden-break/ })).toBeFocused();
});
