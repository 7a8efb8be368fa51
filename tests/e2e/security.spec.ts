import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { PAGE_KEY_ITEM } from '#lib/access/page-access.ts';
import { sendRaw, sessionCookie } from '#tests/e2e/support/raw-request.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

const TRAFFIC = '/services/default/hello/traffic';
const PAGES = [
  '',
  '/services/default/hello',
  '/services/default/hello?tab=tree',
  '/services/default/hello?tab=conditions',
  '/services/default/hello?tab=events',
  '/services/default/hello?tab=yaml',
  '/services/default/nothing-here',
  '/nothing/here',
];

/** A site at another origin on this machine, with one page that links to an address. */
let elsewhere: { server: Server; origin: string };

test.beforeAll(async () => {
  const server = createServer((incoming, response) => {
    const target = new URL(incoming.url ?? '/', 'http://elsewhere').searchParams.get('to') ?? '';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>elsewhere</title><a href="${target}">a link</a>`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  elsewhere = { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
});

test.afterAll(async () => {
  elsewhere.server.closeAllConnections();
  await new Promise((resolve) => elsewhere.server.close(resolve));
});

test('a browser without a session gets a page that explains what to do, and no data', async ({
  page,
  dashboard,
}) => {
  for (const origin of [dashboard.origin, dashboard.url]) {
    const answer = await page.goto(`${origin}${dashboard.home}?token=${dashboard.token}`);
    expect(answer?.status()).toBe(401);
    await expect(page.getByRole('heading', { name: 'Sluice does not recognize this browser' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('npm run open');
    expect(await page.content()).not.toContain('hello');
    expect(await page.context().cookies()).toEqual([]);
  }
});

for (const [method, path] of [
  ['GET', '/topics/services'],
  ['GET', '/live?topic=services&cursor='],
  ['GET', '/objects'],
  ['GET', '/services/default/hello/access'],
  ['PUT', '/services/default/hello/traffic'],
] as const) {
  test(`the HTTP API refuses ${method} ${path} without a session or token`, async ({ dashboard }) => {
    const answer = await fetch(`${dashboard.url}/api${dashboard.home}${path}`, { method });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized' } });
  });
}

test('/metrics needs the token, /healthz and /readyz do not', async ({ dashboard }) => {
  const status = async (path: string) => (await fetch(dashboard.url + path)).status;
  expect(await status('/metrics')).toBe(401);
  expect(await status('/healthz')).toBe(200);
  expect(await status('/readyz')).toBe(200);
});

for (const { name, path } of [
  { name: 'the overview', path: (home: string) => home },
  { name: 'the HTTP API', path: (home: string) => `/api${home}/topics/services` },
  { name: '/metrics', path: () => '/metrics' },
]) {
  test(`another Host is refused at ${name}, token or not`, async ({ dashboard }) => {
    for (const authorization of [undefined, `Bearer ${dashboard.token}`]) {
      const { status, body } = await sendRaw(dashboard, 'GET', path(dashboard.home), {
        host: 'sluice.attacker.example',
        ...(authorization === undefined ? {} : { authorization }),
      });
      expect(status).toBe(421);
      expect(body).not.toContain('hello-world');
    }
  });
}

test('a page of another origin can neither write nor read', async ({ open, page, dashboard, cluster }) => {
  await open('');
  await page.goto(elsewhere.origin);
  const before = await cluster.service('default', 'hello');
  const attempt = {
    url: `${dashboard.origin}/api${dashboard.home}${TRAFFIC}`,
    body: JSON.stringify({
      uid: before.metadata.uid,
      base: before.spec.traffic,
      traffic: [{ latestRevision: true, percent: 100 }],
    }),
  };
  const outcomes = await page.evaluate(async ({ url, body }) => {
    const attempts: RequestInit[] = [
      { method: 'PUT', body, credentials: 'include', headers: { 'content-type': 'application/json' } },
      { method: 'POST', body, credentials: 'include', mode: 'no-cors' },
      { method: 'GET', credentials: 'include' },
    ];
    return await Promise.all(
      attempts.map((init) =>
        fetch(url, init).then(
          (response) => response.type,
          () => 'refused',
        ),
      ),
    );
  }, attempt);
  expect(outcomes).toEqual(['refused', 'opaque', 'refused']);

  // What a browser would send if it kept the cookie, against its rules.
  const { name, value } = await sessionCookie(page.context());
  for (const site of ['cross-site', 'same-site']) {
    const answer = await sendRaw(dashboard, 'PUT', new URL(attempt.url).pathname, {
      host: new URL(dashboard.origin).host,
      cookie: `${name}=${value}`,
      'sec-fetch-site': site,
    });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'crossSite' } });
  }
  const { metadata } = await cluster.service('default', 'hello');
  expect(metadata.generation).toBe(before.metadata.generation);
});

test('a form of another origin changes nothing', async ({ open, page, dashboard, cluster }) => {
  await open('');
  const before = await cluster.service('default', 'hello');
  await page.goto(elsewhere.origin);
  await page.setContent(
    `<form method="post" action="${dashboard.origin}/api${dashboard.home}${TRAFFIC}"><button>go</button></form>`,
  );
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/traffic')),
    page.getByRole('button', { name: 'go' }).click(),
  ]);
  expect(answer.status()).toBeGreaterThanOrEqual(400);
  const { metadata } = await cluster.service('default', 'hello');
  expect(metadata.generation).toBe(before.metadata.generation);
});

test('a link on a page of another origin opens the page it names', async ({ open, page, dashboard }) => {
  await open('');
  const target = `${dashboard.origin}${dashboard.home}/services/default/hello?tab=events`;
  await page.goto(`${elsewhere.origin}/?to=${encodeURIComponent(target)}`);
  await page.getByRole('link', { name: 'a link' }).click();
  await expect(page.getByRole('heading', { name: 'hello', level: 1 })).toBeVisible();
  expect(page.url()).toBe(target);
});

test('every page has a policy with its own nonce, and complies with it', async ({
  open,
  page,
  dashboard,
}) => {
  const problems = watchConsole(page);
  await open('');
  const nonces = new Set<string>();
  for (const path of PAGES) {
    const answer = await page.goto(dashboard.origin + dashboard.home + path);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1] ?? '';
    expect(nonce).toMatch(/^[\w+/]{24}$/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
    nonces.add(nonce);
    await expect(page.getByRole('main')).toBeVisible();
    await expect(page.getByText(/Loading|Connecting…/)).toHaveCount(0);
  }
  expect(nonces.size).toBe(PAGES.length);
  expect(problems()).toEqual([]);
});

test('no page, script, snapshot or log contains a secret', async ({ open, page, dashboard, cluster }) => {
  const [, kubernetesToken = ''] = /token: (\S+)/.exec(await readFile(cluster.kubeconfig(), 'utf8')) ?? [];
  expect(kubernetesToken).not.toBe('');
  await open('');
  const key = await page.evaluate((item) => localStorage.getItem(item) ?? '', PAGE_KEY_ITEM);
  expect(key).toHaveLength(32);
  const secrets = [kubernetesToken, dashboard.token, key, (await sessionCookie(page.context())).value];
  const found: string[] = [];
  const read: Promise<void>[] = [];
  page.on('response', (response) => {
    const address = response.url();
    if (!address.startsWith(dashboard.origin) || address.includes('/live?') || response.status() >= 300)
      return;
    const look = async () => {
      const text = (await response.body()).toString();
      if (secrets.some((secret) => text.includes(secret))) found.push(address);
    };
    read.push(look().catch(() => undefined));
  });
  for (const path of PAGES) {
    await page.goto(dashboard.origin + dashboard.home + path);
    await expect(page.getByText(/Loading|Connecting…/)).toHaveCount(0);
  }
  await Promise.all(read);
  expect(read.length).toBeGreaterThan(PAGES.length);
  expect(found).toEqual([]);
  for (const secret of secrets) expect(dashboard.output).not.toContain(secret);
});

/** Collects a page's errors: policy violations, uncaught errors. A missing page does not count. */
function watchConsole(page: Page): () => string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const isMissing = /status of 404/.test(message.text());
    if (message.type() === 'error' && !isMissing) problems.push(message.text());
  });
  return () => problems;
}
