import type { Page } from '@playwright/test';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { isAccessible } from '#tests/e2e/support/axe.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

const SERVICE = '/services/default/helloworld-go';
const PHONE = { width: 390, height: 844 };

/** A page or state: its path, the actions there, and what is visible once it is reached. */
interface Place {
  name: string;
  path: string;
  reach: (page: Page) => Promise<void>;
}

const PLACES: Place[] = [
  { name: 'the overview', path: '', reach: (page) => seen(page, 'row', /stock-service-example/) },
  {
    name: 'the overview without a match',
    path: '?q=nothing-is-called-so',
    reach: (page) => expect(page.getByRole('row', { name: /stock-service-example/ })).toHaveCount(0),
  },
  ...['canary', 'tree', 'conditions', 'events', 'yaml'].map((tab) => ({
    name: `a Service’s tab ${tab}`,
    path: `${SERVICE}?tab=${tab}`,
    reach: async (page: Page) => {
      await seen(page, 'group', 'helloworld-go-v1');
      await expect(page.getByRole('tabpanel')).not.toBeEmpty();
    },
  })),
  {
    name: 'the review of an edit',
    path: SERVICE,
    reach: async (page) => {
      await page.getByRole('spinbutton', { name: 'Percent of helloworld-go-v1' }).fill('35');
      await page.getByRole('button', { name: 'Review and apply' }).click();
      await expect(page.getByRole('dialog')).toContainText('kn service update');
    },
  },
  {
    name: 'the help',
    path: SERVICE,
    reach: async (page) => {
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    },
  },
  {
    name: 'a revision’s drawer',
    path: `${SERVICE}?revision=helloworld-go-v1`,
    reach: (page) => seen(page, 'dialog', /helloworld-go-v1/),
  },
  {
    name: 'a Service whose image cannot be pulled',
    path: '?q=payments',
    reach: async (page) => {
      await page.locator('[data-row-link]').first().click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('tablist', { name: 'Details' })).toBeVisible();
    },
  },
  {
    name: 'a Service that does not exist',
    path: '/services/default/nobody',
    reach: (page) => seen(page, 'heading', 'There is no Service nobody'),
  },
  {
    name: 'an unknown address',
    path: '/nothing/here',
    reach: (page) => seen(page, 'heading', 'Page not found'),
  },
];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const { name, path, reach } of PLACES) {
  test(`axe finds nothing on ${name}, light and dark`, async ({ open }) => {
    const page = await open(path);
    await reach(page);
    await isAccessible(page);
  });
}

for (const { name, path, reach } of PLACES.slice(0, 4)) {
  test(`axe finds nothing on ${name} on a phone, and nothing is cut off`, async ({ open, page }) => {
    await page.setViewportSize(PHONE);
    await open(path);
    await reach(page);
    await isAccessible(page);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
}

test('a revision’s drawer on a phone is not cut off, however long its text is', async ({
  page,
  open,
  cluster,
  makeService,
}) => {
  await page.setViewportSize(PHONE);
  const namespace = await makeService('wordy', 1);
  const annotations = { 'example.org/a-rather-long-name-of-an-annotation': 'and-its-value-'.repeat(9) };
  await cluster.patchService(namespace, 'wordy', {
    spec: { template: { metadata: { name: 'wordy-v2', annotations } } },
  });
  await open('/services/default/wordy?revision=wordy-v2');
  const drawer = page.getByRole('dialog', { name: 'wordy-v2' });
  await expect(drawer).toContainText('a-rather-long-name');
  await isAccessible(page);
  const cutOff = await drawer.evaluate(
    (element) =>
      [...element.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > window.innerWidth)
        .length,
  );
  expect(cutOff).toBe(0);
});

test('axe finds nothing on the page without a session', async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await seen(page, 'heading', 'Sluice does not recognize this browser');
  await isAccessible(page);
});

test('axe finds nothing while a kind is forbidden', async ({ page, cluster, startDashboard }) => {
  await cluster.forbid(KUBERNETES.pod, 'edit');
  const dashboard = await startDashboard({ user: 'edit' });
  await dashboard.enter(page);
  await expect(page.getByText('edit may not list Pod')).toBeVisible();
  await isAccessible(page);
  await cluster.heal();
});

test('axe finds nothing while a watch is down', async ({ page, cluster, startDashboard }) => {
  const dashboard = await startDashboard({});
  await dashboard.enter(page);
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await cluster.fail(KNATIVE.route);
  await cluster.endWatches();
  await expect(page.getByText(/^Not live since .* the watch of Route is down/)).toBeVisible();
  await isAccessible(page);
  await cluster.heal();
});

async function seen(page: Page, role: 'row' | 'group' | 'dialog' | 'heading', name: string | RegExp) {
  await expect(
    page.getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) }),
  ).toBeVisible();
}
