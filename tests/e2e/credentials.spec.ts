import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startTestCluster, type TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { isAccessible } from '#tests/e2e/support/axe.ts';
import { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

// Who Sluice is: a kubeconfig with a credential plugin, and one that changes under way.

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

/** Starts a dashboard whose user has this script as its plugin. It prints the right token when `signed-in` is there. */
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

test('a plugin that waits for a person is shown with its words, on the page and in the terminal', async ({
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

test('a plugin that fails is named without its words, and Try again goes on at once', async ({ page }) => {
  await startWithPlugin(
    '[ -e signed-in ] || { echo "SSO session over, client_secret=HUNTER2" >&2; exit 255; }',
  );
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'The credential plugin failed' })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText(
    'The credential plugin get-token failed with exit code 255; its words are in the terminal.',
  );
  await expect(main).not.toContainText('SSO session');
  await isAccessible(page);
  const topic = await dashboard.api('GET', '/topics/cluster');
  expect(JSON.stringify(topic.body)).not.toMatch(/SSO session|HUNTER2/);
  await file('signed-in', '');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
});

test('a person who signed in while no page was open is not told of a refusal', async ({ page }) => {
  await startWithPlugin('[ -e signed-in ] || exit 1');
  await expect.poll(() => dashboard.output).toContain('there are no credentials to send');
  await file('signed-in', '');
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
});

test('a kubeconfig whose context names another user is told of, and not followed', async ({ page }) => {
  const path = await file('config', stringify(kubeconfig));
  dashboard = await Dashboard.start(empty, { kubeconfig: path });
  await dashboard.enter(page);
  await expect(page.getByRole('heading', { name: 'No Services yet' })).toBeVisible();
  const [context] = kubeconfig.contexts;
  const before = context?.context.user ?? '';
  const contexts = [{ name: context?.name, context: { ...context?.context, user: 'other' } }];
  const users = [...kubeconfig.users, { name: 'other', user: { token: 'another-token' } }];
  await file('config', stringify({ ...kubeconfig, contexts, users }));
  await expect(page.getByRole('main')).toContainText(
    `The context ${empty.context} now uses the user other, and no longer ${before}.`,
    { timeout: 15_000 },
  );
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await isAccessible(page);
});
