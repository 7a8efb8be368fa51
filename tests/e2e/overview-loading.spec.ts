import type { Page } from '@playwright/test';
import { expect, test } from '#tests/e2e/support/test.ts';

const PHONE = { width: 390, height: 844 };
const SERVICES = 70;

/** Checks the boxes of all rows on the page, from top to bottom: each must begin where the previous one ends, or below. */
async function overlaps(page: Page): Promise<string[]> {
  return await page.getByRole('grid', { name: 'Services' }).evaluate((grid) => {
    const rows = [...grid.querySelectorAll<HTMLElement>('[role=rowgroup] > [role=row]')].map((row) => {
      // The content of a row that is too short may overflow it.
      const boxes = [row, ...row.querySelectorAll('*:not(.sr-only)')].map((it) => it.getBoundingClientRect());
      const bottom = Math.max(...boxes.filter(({ height }) => height > 0).map((box) => box.bottom));
      return { text: row.textContent, top: row.getBoundingClientRect().top, bottom };
    });
    rows.sort((a, b) => a.top - b.top);
    return rows.flatMap((row, index) => {
      const next = rows[index + 1];
      return next !== undefined && next.top < row.bottom - 1 ? [`${row.text} / ${next.text}`] : [];
    });
  });
}

/** Creates enough Services that the server renders a page with only the first of them. */
async function makeMany(apply: (yaml: string) => Promise<void>): Promise<void> {
  const documents = Array.from({ length: SERVICES }, (_, index) =>
    JSON.stringify({
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name: `many-${String(index).padStart(2, '0')}`, namespace: 'default' },
      spec: { template: { spec: { containers: [{ image: 'ikubernetes/helloworld-go' }] } } },
    }),
  );
  await apply(documents.join('\n---\n'));
}

test('without JavaScript a phone shows the first rows one below the other', async ({ browser, open }) => {
  const signedIn = await open('');
  await expect(signedIn.locator('[data-live=live]')).toBeVisible();
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: PHONE,
    storageState: await signedIn.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto(signedIn.url());
  await expect(page.getByRole('row').nth(5)).toBeVisible();
  expect(await overlaps(page)).toEqual([]);
  await context.close();
});

for (const viewport of [PHONE, { width: 1280, height: 800 }]) {
  test(`the first paint becomes the live list without an overlap, ${viewport.width} px wide`, async ({
    page,
    open,
  }) => {
    await page.setViewportSize(viewport);
    await open('');
    await expect(page.locator('[data-live=live]')).toBeVisible();
    await expect(page.getByRole('row').nth(5)).toBeVisible();
    expect(await overlaps(page)).toEqual([]);
  });
}

test('a list that was scrolled before the page is live stays where it is, and a click meets its row', async ({
  page,
  open,
  cluster,
}) => {
  await makeMany((yaml) => cluster.apply(yaml));
  await page.setViewportSize(PHONE);
  await open('');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/**/*.js*', async (route) => {
    await released;
    await route.continue();
  });
  // A different URL: a reload would restore the scroll position.
  await page.goto(`${page.url()}?ns=default`, { waitUntil: 'commit' });
  // Which Services are among the first rows depends on what other tests created.
  const key = await page.locator('[data-key]').nth(20).getAttribute('data-key');
  const row = page.locator(`[data-key="${key}"]`);
  await row.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.evaluate(() => document.fonts.ready);
  const top = () => row.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await top();
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(PHONE.height);
  release();
  await expect(page.locator('[data-live=live]')).toBeVisible();
  expect(await top()).toBe(before);
  await row.locator('[data-row-link]').click();
  await expect(page).toHaveURL(new RegExp(`/services/${key}$`));
});

test('in print every row is below the previous one, with its bar, and without controls', async ({
  page,
  open,
}) => {
  await open('');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  const rows = page.locator('[data-key]');
  await expect(rows.first()).toHaveCSS('position', 'relative');
  expect(await overlaps(page)).toEqual([]);
  await expect(page.getByRole('searchbox', { name: 'Filter Services' })).toBeHidden();
  const bar = page.locator('[data-share]').first();
  await expect(bar).toHaveCSS('print-color-adjust', 'exact');
  await expect(bar).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  const all = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
  await expect(page.getByRole('row')).toHaveCount(all);
});

test('while Services arrive the counts show the total, and all are listed at once, wherever the pointer rests', async ({
  page,
  open,
  cluster,
}) => {
  await makeMany((yaml) => cluster.apply(yaml));
  await open('?q=many-69');
  await expect(page.getByRole('row', { name: /many-69/ })).toBeVisible();
  // The requests of a shared worker cannot be delayed here; without SharedWorker, the tab makes its own.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'));
  let arrive = () => {};
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route('**/topics/services', async (route) => {
    await held;
    await route.continue();
  });
  await open('');
  const all = page.getByRole('button', { name: /^All / });
  await expect(all).toHaveText(/^All 50 of \d+$/);
  await expect(page.getByRole('button', { name: /^Steady / })).toHaveText(/^Steady (\d+\+|…)$/);
  const total = Number(/\d+$/.exec(await all.innerText())?.[0]);
  expect(total).toBeGreaterThanOrEqual(SERVICES);
  await page.getByRole('row').nth(4).hover();
  arrive();
  await expect(all).toHaveText(new RegExp(`^All ${total}$`));
  const steady = Number(
    (await page.getByRole('button', { name: /^Steady / }).innerText()).replace(/\D/g, ''),
  );
  expect(steady).toBeGreaterThan(50);
  const rows = async () => {
    const shown = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    const headings = await page
      .getByRole('button', { pressed: false })
      .evaluateAll((chips) => chips.filter((chip) => / [1-9]/.test(chip.textContent ?? '')).length);
    return shown - 1 - headings;
  };
  expect(await rows()).toBe(total);
});
