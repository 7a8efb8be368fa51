import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { isAccessible } from '#tests/e2e/support/axe.ts';
import { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

// Sluice's identity: a kubeconfig with a credential plugin, and one that changes at run time.

interface Kubeconfig {
  'current-context': string;
  clusters: { name: string; cluster: object }[];
  users: { name: string; user: { token?: string; exec?: object } }[];
  contexts: { name: string; context: { cluster: string; user: string } }[];
}

let empty: TestCluster;
let folder: string;
let kubeconfig: Kubeconfig;
let dashboard: Dashboard;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  empty = await startTestCluster(undefined, { isEmpty: true });
});
test.afterAll(async () => await empty?.stop());

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-credentials-'));
  kubeconfig = parse(await readFile(empty.kubeconfig(), 'utf8')) as Kubeconfig;
});
test.afterEach(async () => {
  await dashboard?.remove();
  await rm(folder, { recursive: true });
});

const file = async (name: string, content: string): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

/** Starts a dashboard whose user has this script as its plugin. The plugin prints the right token when `signed-in` exists. */
async function startWithPlugin(script: string): Promise<void> {
  const [user] = kubeconfig.users;
  if (user === undefined) throw new Error('the kubeconfig has a user');
  const status = { token: user.user.token };
  const answer = JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status,
  });
  await file('get-token', `#!/bin/sh\ncd '${folder}'\n${script}\necho '${answer}'\n`);
  await chmod(join(folder, 'get-token'), 0o755);
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'IfAvailable',
    command: './get-token',
  };
  const users = [{ ...user, user: { exec } }];
  const path = await file('config', stringify({ ...kubeconfig, users }));
  dashboard = await Dashboard.start(empty, { kubeconfig: path, waitFor: 'healthz' });
}

test('a plugin that waits for the user is shown with its output, on the page and in the terminal', async ({
  page,
}) => {
  await startWithPlugin(
    'echo "Open https://login.example/device and enter the code ABC-123" >&2; until [ -e signed-in ]; do sleep 0.1; done',
  );
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'Waiting for you to sign in' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('the credential plugin get-token of context');
  await expect(page.getByRole('main')).toContainText(
    'Open https://login.example/device and enter the code ABC-123',
  );
  expect(dashboard.output).toContain('enter the code ABC-123');
  await isAccessible(page);
  await file('signed-in', '');
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
});

test('a plugin that fails is named without its output, and Try again works immediately', async ({ page }) => {
  await startWithPlugin(
    'echo run >> runs; [ -e signed-in ] || { echo "SSO session over, client_secret=HUNTER2" >&2; exit 255; }',
  );
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'The credential plugin failed' })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText(
    'The credential plugin get-token failed with exit code 255; its output is in the terminal.',
  );
  await expect(main).not.toContainText('SSO session');
  await isAccessible(page);
  const topic = await dashboard.api('GET', '/topics/cluster');
  expect(JSON.stringify(topic.body)).not.toMatch(/SSO session|HUNTER2/);
  test.slow();
  // Wait until it has just failed again: Sluice then does not rerun it on its own for seconds.
  const runs = async () => (await readFile(join(folder, 'runs'), 'utf8')).length;
  const before = await runs();
  await expect.poll(runs, { timeout: 40_000 }).toBeGreaterThan(before);
  await file('signed-in', '');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
});

test('a user who signed in while no page was open does not see a refusal', async ({ page }) => {
  await startWithPlugin('[ -e signed-in ] || exit 1');
  await expect.poll(() => dashboard.output).toContain('there are no credentials to send');
  await file('signed-in', '');
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
});

/** Returns the initial kubeconfig, with another server, user, or both in its context. */
function changed(given: { server?: object; user?: string; token?: string }): string {
  const [context] = kubeconfig.contexts;
  const cluster = given.server === undefined ? context?.context.cluster : 'other';
  const { user = context?.context.user, token = 'another-token' } = given;
  return stringify({
    ...kubeconfig,
    clusters: [
      ...kubeconfig.clusters,
      ...(given.server === undefined ? [] : [{ name: 'other', cluster: given.server }]),
    ],
    users: [
      ...kubeconfig.users.filter(({ name }) => name !== given.user),
      { name: 'other', user: { token } },
    ],
    contexts: [{ name: context?.name, context: { ...context?.context, cluster, user } }],
  });
}

test('another user of the context is named and not followed, and the banner disappears when the change is reverted', async ({
  page,
}) => {
  const before = kubeconfig.contexts[0]?.context.user ?? '';
  await file('config', stringify(kubeconfig));
  dashboard = await Dashboard.start(empty, { kubeconfig: join(folder, 'config') });
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
  await file('config', changed({ user: 'other' }));
  const main = page.getByRole('main');
  await expect(main).toContainText(
    `The context ${empty.context} now uses the user other, and no longer the user ${before}.`,
    { timeout: 15_000 },
  );
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await expect(main).not.toContainText('another-token');
  await isAccessible(page);
  const review = page.getByRole('button', { name: 'Switch…' });
  await review.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('gets the credential of the user other: a token.');
  await isAccessible(page);
  await file('config', stringify(kubeconfig));
  await expect(dialog.getByRole('alert')).toContainText('There is nothing to confirm', { timeout: 15_000 });
  await expect(dialog.getByRole('button', { name: 'Switch' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(review).toHaveCount(0);
});

test('a confirmed user whom the server refuses is named as refused; nothing of the old one remains', async ({
  page,
}) => {
  await file('config', stringify(kubeconfig));
  dashboard = await Dashboard.start(empty, { kubeconfig: join(folder, 'config') });
  await dashboard.enter(page);
  await file('config', changed({ user: 'other' }));
  await page.getByRole('button', { name: 'Switch…' }).click({ timeout: 15_000 });
  await page.getByRole('alertdialog').getByRole('button', { name: 'Switch' }).click();
  await expect(page.getByRole('heading', { name: 'The credentials were refused' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('user other');
});

test('another server is used once exactly the shown change is confirmed, in every tab, without a reload', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  const other = await startTestCluster();
  try {
    const theirs = parse(await readFile(other.kubeconfig(), 'utf8')) as Kubeconfig;
    const server = theirs.clusters[0]?.cluster ?? {};
    const token = theirs.users[0]?.user.token ?? '';
    await file('config', stringify(kubeconfig));
    dashboard = await Dashboard.start(empty, { kubeconfig: join(folder, 'config') });
    await dashboard.enter(page);
    await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    const second = await context.newPage();
    await second.goto(page.url());
    await expect(second.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
    await page.evaluate(() => Object.assign(window, { isSame: true }));
    await file('config', changed({ server, user: 'other', token }));
    await page.getByRole('button', { name: 'Switch…' }).click({ timeout: 15_000 });
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText(`From now on ${(server as { server: string }).server} gets`);
    // By the time of the click, the kubeconfig no longer matches what is on screen.
    await file('config', changed({ server, user: 'other', token: 'x' }).replaceAll('other', 'third'));
    await expect(dialog.getByRole('alert')).toContainText('changed again', { timeout: 15_000 });
    await file('config', changed({ server, user: 'other', token }));
    await dialog.getByRole('button', { name: 'Switch', exact: true }).click({ timeout: 15_000 });
    for (const tab of [page, second]) {
      await expect(tab.getByRole('link', { name: /hello/ }).first()).toBeVisible({ timeout: 30_000 });
      await expect(tab.getByRole('region', { name: 'Messages' })).toContainText('Sluice now uses');
    }
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('main')).toBeFocused();
    expect(await page.evaluate(() => 'isSame' in window)).toBe(true);
    await isAccessible(page);
    expect(dashboard.output).toContain('"audit":"switchIdentity"');
    expect(dashboard.output).not.toContain(token);
  } finally {
    await other.stop();
  }
});
