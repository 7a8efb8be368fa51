import type { ApiErrorDetails } from '#lib/api/error-body.ts';
import { KNATIVE } from '#lib/knative/resources.ts';
import { LONGEST_BACKOFF_MS } from '#lib/kubernetes/watch-state.ts';
import type { SnapshotMessage } from '#lib/live/protocol.ts';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';
import type { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { DOWN, LIVE, row, split } from '#tests/e2e/support/live-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

/** A failed kind is retried after its back-off, which grows with the time that a slow machine needed before. */
const HEALED = { timeout: LONGEST_BACKOFF_MS + 10_000 };

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

/** Returns the kinds whose watch has been down for longer than a normal reopening takes. */
async function kindsDown(dashboard: Dashboard): Promise<string[]> {
  const { body } = await dashboard.api('GET', '/topics/cluster');
  const { sources = {} } = (body as SnapshotMessage).collections;
  const isFault = (since: string) => Date.now() - Date.parse(since) >= RECONNECT_GRACE_MS;
  return Object.values(sources)
    .filter(({ phase, since }) => phase === 'reconnecting' && isFault(since))
    .map(({ kind }) => kind);
}
