import type { Page } from '@playwright/test';
import type { ApiErrorDetails } from '#lib/api/error-body.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { LONGEST_BACKOFF_MS } from '#lib/kubernetes/watch-state.ts';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';
import type { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

const LIVE = '[data-live=live]';
const DOWN = '[data-live=down]';
/** A failed kind is retried after its back-off, which grows with the time that a slow machine needed before. */
const HEALED = { timeout: LONGEST_BACKOFF_MS + 10_000 };

/** Two revisions, the first with this percent. */
function split(name: string, percent: number) {
  return [
    { revisionName: `${name}-v1`, percent },
    { revisionName: `${name}-v2`, percent: 100 - percent },
  ];
}

/** The row of one destination on a Service's page. */
function row(page: Page, destination: string) {
  return page.getByRole('group', { name: destination, exact: true });
}

test('a killed cluster is reported with its time, its data stay, and the page recovers when it returns', async ({
  open,
  cluster,
  makeService,
}) => {
  await makeService('killed', 2, split('killed', 70));
  const page = await open('/services/default/killed');
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(row(page, 'killed-v1')).toContainText('70 %');

  await cluster.kill();
  await expect(page.locator(DOWN)).toHaveText(/^Not live since \d\d:\d\d$/);
  // The relay in front of the real one still accepts connections, and closes them.
  const who =
    cluster.kind === 'real' ? 'or something in front of it closes the connection' : 'cannot be reached';
  const banner = page.getByText(/^Not live since \d\d:\d\d — the API server /).filter({ hasText: who });
  await expect(banner).toBeVisible();
  await expect(banner).toContainText('The data on screen is from then. Sluice keeps trying.');
  await expect(row(page, 'killed-v1')).toContainText('70 %');
  await page.getByRole('link', { name: 'Sluice: overview' }).click();
  // Only the rows in view are drawn, and other tests created Services too.
  await page.getByRole('searchbox', { name: 'Filter Services' }).fill('killed');
  await expect(page).toHaveURL(/q=killed/);
  await expect(page.getByRole('row', { name: /killed/ })).toContainText('70 %');
  await page.reload();
  await expect(page.getByRole('row', { name: /killed/ })).toContainText('70 %');
  await expect(page.locator(DOWN)).toBeVisible();

  await cluster.restart();
  await expect(page.locator(LIVE)).toBeVisible();
  if (cluster.keepsDataOverRestart) {
    await cluster.patchService('default', 'killed', { spec: { traffic: split('killed', 35) } });
  } else {
    // It came back as a new cluster.
    await expect(page.getByText('No Service matches.')).toBeVisible();
    await makeService('killed', 2, split('killed', 35));
  }
  await expect(page.getByRole('row', { name: /killed/ })).toContainText('35 %');
});

test('a frozen cluster is reported within 10 s, and the page recovers after a thaw', async ({
  open,
  cluster,
  makeService,
}) => {
  await makeService('frozen', 2, split('frozen', 55));
  const page = await open('/services/default/frozen');
  await expect(page.locator(LIVE)).toBeVisible();
  const elapsed = await timeOf(page, DOWN, () => cluster.freeze());
  expect(elapsed).toBeLessThanOrEqual(11_000);
  await expect(page.getByText(/— the API server does not answer/)).toBeVisible();
  await expect(row(page, 'frozen-v1')).toContainText('55 %');

  await cluster.thaw();
  await expect(page.locator(LIVE)).toBeVisible();
  await cluster.patchService('default', 'frozen', { spec: { traffic: split('frozen', 20) } });
  await expect(row(page, 'frozen-v1')).toContainText('20 %');
});

for (const { name, faults } of [
  { name: 'ended watches', faults: ['endWatches'] },
  { name: 'reset connections', faults: ['resetConnections'] },
  { name: 'a compaction', faults: ['compact', 'endWatches'] },
  { name: 'all of them at once', faults: ['compact', 'resetConnections', 'endWatches'] },
] as const) {
  test(`no data are lost over ${name}`, async ({ page, cluster, startDashboard, makeService }) => {
    const service = `kept-${faults.join('-').toLowerCase()}`;
    await makeService(service, 2, split(service, 60));
    // A separate dashboard: watches that are cut soon after they opened increase the back-off from test to test.
    const dashboard = await startDashboard({});
    await dashboard.enter(page, `/services/default/${service}`);
    await expect(row(page, `${service}-v1`)).toContainText('60 %');
    for (const fault of faults) await cluster[fault]();
    await cluster.patchService('default', service, { spec: { traffic: split(service, 15) } });
    for (const fault of faults) await cluster[fault]();
    await expect(row(page, `${service}-v1`)).toContainText('15 %');
    await expect(row(page, `${service}-v2`)).toContainText('85 %');
    await expect(page.locator(LIVE)).toBeVisible();
  });
}

test('a forbidden kind is named, and only what needs it is missing', async ({
  page,
  cluster,
  startDashboard,
  makeService,
}) => {
  await makeService('no-pods', 2, split('no-pods', 65));
  await cluster.forbid(KUBERNETES.pod, 'edit');
  const dashboard = await startDashboard({ user: 'edit' });
  await dashboard.enter(page, '?q=no-pods');
  await expect(page.getByText('edit may not list Pod: what depends on that is not shown.')).toBeVisible();
  await expect(page.locator(LIVE)).toBeVisible();
  await cluster.patchService('default', 'no-pods', { spec: { traffic: split('no-pods', 10) } });
  await expect(page.getByRole('row', { name: /no-pods/ })).toContainText('90 %');
  await cluster.heal();
});

test('a change while not live asks for confirmation', async ({ open, cluster, makeService }) => {
  test.slow();
  await makeService('stale', 2, split('stale', 50));
  const page = await open('/services/default/stale');
  await expect(page.locator(LIVE)).toBeVisible();
  // Watches of Routes fail, while writes succeed.
  await cluster.fail(KNATIVE.route);
  await cluster.endWatches();
  await expect(page.locator(DOWN)).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Percent of stale-v1' }).fill('30');
  await page.getByRole('button', { name: 'Review and apply' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText('Not live: the watch of Route is down');
  await dialog.getByRole('button', { name: 'Apply while not live' }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () => (await cluster.service('default', 'stale')).spec.traffic?.[0]?.percent)
    .toBe(30);

  await cluster.heal();
  await expect(page.locator(LIVE)).toBeVisible(HEALED);
  await expect(row(page, 'stale-v1')).toContainText('30 %');
});

test('a change that was refused while not live needs no confirmation once the page is live again', async ({
  open,
  makeService,
}) => {
  await makeService('stale-once', 2, split('stale-once', 50));
  const page = await open('/services/default/stale-once');
  await expect(page.locator(LIVE)).toBeVisible();
  // The server loses a watch and reopens it before this page hears of it.
  const since = '2026-01-01T00:00:00Z';
  const refusal: { error: ApiErrorDetails } = {
    error: { code: 'stale', message: `Old since ${since}.`, since, kinds: ['Route'] },
  };
  await page.route(
    '**/stale-once/traffic?dryRun=false',
    (route) => route.fulfill({ status: 428, json: refusal }),
    {
      times: 1,
    },
  );
  await page.getByRole('spinbutton', { name: 'Percent of stale-once-v1' }).fill('30');
  await page.getByRole('button', { name: 'Review and apply' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('The data on screen may be out of date.');
  await expect(dialog).toContainText('Nothing was changed: the screen was not live then. It is live again.');
  await expect(dialog.getByRole('alert')).toBeHidden();
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(row(page, 'stale-once-v1')).toContainText('30 %');
});

test('an edit’s checks that failed while Sluice was down run again once it is back', async ({
  open,
  dashboard,
  makeService,
}) => {
  await makeService('asked-again', 2, split('asked-again', 50));
  const page = await open('/services/default/asked-again');
  await expect(page.locator(LIVE)).toBeVisible();
  await dashboard.stop('SIGKILL');
  await expect(page.locator(DOWN)).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Percent of asked-again-v1' }).fill('30');
  const traffic = page.getByRole('region', { name: 'Traffic', exact: true });
  await expect(traffic).toContainText('Sluice’s server does not answer.');
  await dashboard.restart();
  await expect(traffic).toContainText('The cluster would accept this', { timeout: 15_000 });
});

test('the HTTP API refuses a change while not live, and reports since when', async ({
  cluster,
  dashboard,
  makeService,
}) => {
  test.slow();
  await makeService('stale-api', 2, split('stale-api', 50));
  const { metadata, spec } = await cluster.service('default', 'stale-api');
  await cluster.fail(KNATIVE.route);
  await cluster.endWatches();
  const write = async () =>
    await dashboard.api('PUT', '/services/default/stale-api/traffic', {
      uid: metadata.uid,
      base: spec.traffic,
      traffic: split('stale-api', 40),
    });
  await expect.poll(() => kindsDown(dashboard)).toEqual(['Route']);
  expect(await write()).toMatchObject({
    status: 428,
    body: { error: { code: 'stale', kinds: ['Route'], since: expect.stringMatching(/^\d{4}-/) } },
  });
  await cluster.heal();
  await expect.poll(async () => (await write()).status, HEALED).toBe(200);
});

test('a killed Sluice is reported in the browser, and the page recovers when it returns on the same address', async ({
  open,
  cluster,
  dashboard,
  makeService,
}) => {
  await makeService('sluice-killed', 2, split('sluice-killed', 80));
  const page = await open('/services/default/sluice-killed');
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(row(page, 'sluice-killed-v1')).toContainText('80 %');
  await dashboard.stop('SIGKILL');
  await expect(page.getByText(/^Not live since \d\d:\d\d — Sluice’s server does not answer/)).toBeVisible();
  await expect(row(page, 'sluice-killed-v1')).toContainText('80 %');
  await cluster.patchService('default', 'sluice-killed', { spec: { traffic: split('sluice-killed', 45) } });
  await dashboard.restart();
  // The browser waits at most 3 s between retries.
  await expect(page.locator(LIVE)).toBeVisible({ timeout: 15_000 });
  await expect(row(page, 'sluice-killed-v1')).toContainText('45 %');
});

test('a part of the page that Sluice cannot serve loads later, and what is on the screen stays', async ({
  open,
  page,
  makeService,
}) => {
  await makeService('later', 2, split('later', 50));
  await open('/services/default/later');
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(page.getByRole('figure', { name: /Routed share/ })).toBeVisible();
  const chunks = '**/_next/static/chunks/**';
  let isRefused: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => {
    isRefused = resolve;
  });
  await page.route(chunks, async (route) => {
    isRefused();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await refused;
  await expect(row(page, 'later-v1')).toContainText('50 %');
  await page.unroute(chunks);
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
  await expect(row(page, 'later-v1')).toContainText('50 %');
});

test('SIGTERM ends Sluice within 3 s with streams open, and each gets a goodbye', async ({
  dashboard,
  open,
}) => {
  const page = await open('');
  await expect(page.locator(LIVE)).toBeVisible();
  const stream = await fetch(`${dashboard.url}/api${dashboard.home}/live?topic=services&cursor=`, {
    headers: { authorization: `Bearer ${dashboard.token}` },
  });
  const body = stream.text();
  const began = performance.now();
  await dashboard.stop('SIGTERM');
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(await body).toMatch(/event: bye\ndata: \{"type":"bye"\}\n\n$/);
  await expect(page.locator(DOWN)).toBeVisible();
  await dashboard.restart();
  // The browser waits at most 3 s between retries.
  await expect(page.locator(LIVE)).toBeVisible({ timeout: 15_000 });
});

/** Returns the kinds whose watch has been down for longer than a normal reopening takes. */
async function kindsDown(dashboard: Dashboard): Promise<string[]> {
  const { body } = await dashboard.api('GET', '/topics/cluster');
  const { sources = {} } = (body as SnapshotMessage).collections;
  const isFault = (since: string) => Date.now() - Date.parse(since) >= RECONNECT_GRACE_MS;
  return Object.values(sources)
    .filter(({ phase, since }) => phase === 'reconnecting' && isFault(since))
    .map(({ kind }) => kind);
}

/** Returns how many ms after an action an element appears, by the page's own clock, up to its next frame. */
async function timeOf(page: Page, selector: string, action: () => Promise<void>): Promise<number> {
  await page.evaluate((wanted) => {
    const began = performance.now();
    const seen = new Promise<number>((resolve) => {
      const look = () => {
        if (document.querySelector(wanted) === null) requestAnimationFrame(look);
        else resolve(performance.now() - began);
      };
      look();
    });
    Object.assign(window, { seen });
  }, selector);
  await action();
  return await page.evaluate(() => (window as unknown as { seen: Promise<number> }).seen);
}
