import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAGE_KEY_ITEM, SESSION_PATH } from '#lib/access/page-access.ts';
import { isAccessible } from '#tests/e2e/support/axe.ts';
import { isSessionCookie, sendRaw, sessionCookie } from '#tests/e2e/support/raw-request.ts';
import { followAddress } from '#tests/e2e/support/sign-in.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

const LIVE = '[data-live=live]';

/** Another program on this machine, on its own port. It records the cookies it receives, and sets those it is told to. */
let other: { server: Server; port: number; cookies: string[]; set: string[] };

test.beforeAll(async () => {
  const server = createServer((incoming, response) => {
    other.cookies.push(incoming.headers.cookie ?? '');
    response.setHeader('set-cookie', other.set);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>other</title><h1>other</h1>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  other = { server, port: (server.address() as AddressInfo).port, cookies: [], set: [] };
});

test.beforeEach(() => {
  other.cookies = [];
  other.set = [];
});

test.afterAll(async () => {
  other.server.closeAllConnections();
  await new Promise((resolve) => other.server.close(resolve));
});

test('the printed address opens the overview once, and its code is not kept anywhere', async ({
  page,
  browser,
  dashboard,
}) => {
  const address = await dashboard.launchAddress();
  const code = /code=([\w-]+)$/.exec(address)?.[1] ?? '';
  expect(code).toHaveLength(32);
  const seen: string[] = [];
  page.on('request', (it) => seen.push(it.url(), JSON.stringify(it.headers())));
  await followAddress(page, address);
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(page).toHaveURL(dashboard.origin + dashboard.home);
  for (const text of seen) expect(text.replace(`#code=${code}`, '')).not.toContain(code);
  const kept = await page.evaluate(() => ({
    address: document.URL,
    referrer: document.referrer,
    length: history.length,
    storage: JSON.stringify([localStorage, sessionStorage]),
    entries: JSON.stringify(performance.getEntries()),
  }));
  expect(JSON.stringify(kept)).not.toContain(code);
  await page.goBack();
  expect(page.url()).not.toContain('code');
  expect(dashboard.output).not.toContain(code);

  const second = await browser.newContext();
  const late = await second.newPage();
  await late.goto(address);
  await expect(late.getByRole('heading', { name: 'This address has been used' })).toBeVisible();
  await expect(late.getByRole('main')).toContainText('npm run open');
  expect(late.url()).not.toContain(code);
  expect(await second.cookies()).toEqual([]);
  await isAccessible(late);
  await second.close();
});

test('a wrong code, and an address without one, are explained', async ({ page, dashboard }) => {
  await page.goto(`${dashboard.origin}/enter#code=${'x'.repeat(32)}`);
  await expect(page.getByRole('heading', { name: 'This address is not valid' })).toBeVisible();
  await page.goto('about:blank');
  await page.goto(`${dashboard.origin}/enter`);
  await expect(page.getByRole('heading', { name: 'This address has no code' })).toBeVisible();
});

test('a page that was requested before signing in opens afterwards', async ({ page, dashboard }) => {
  await page.goto(`${dashboard.origin}${dashboard.home}/services/default/hello?tab=tree`);
  await expect(page.getByRole('heading', { name: 'Sluice does not recognize this browser' })).toBeVisible();
  await followAddress(page, await dashboard.launchAddress());
  await expect(page).toHaveURL(`${dashboard.origin}${dashboard.home}/services/default/hello?tab=tree`);
});

test('the session is a strict cookie that scripts cannot read, and a key that is sent to no other origin', async ({
  open,
  page,
  dashboard,
}) => {
  await open('');
  const cookie = await sessionCookie(page.context());
  expect(cookie).toMatchObject({
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    domain: new URL(dashboard.origin).hostname,
  });
  expect(cookie.expires).toBeGreaterThan(Date.now() / 1_000 + 6 * 24 * 3_600);
  expect(await page.evaluate(() => document.cookie)).not.toContain('sluice-');
  for (const host of ['127.0.0.1', 'localhost', 'x.localhost'])
    await page.goto(`http://${host}:${other.port}/`);
  expect(other.cookies.length).toBeGreaterThanOrEqual(3);
  expect(other.cookies.join()).not.toContain(cookie.value);
});

test('a reload, a second tab and a restarted browser need no code', async ({
  open,
  page,
  browser,
  dashboard,
}) => {
  await open('');
  await page.reload();
  await expect(page.locator(LIVE)).toBeVisible();
  const tab = await page.context().newPage();
  await tab.goto(dashboard.origin);
  await expect(tab.locator(LIVE)).toBeVisible();
  const restarted = await browser.newContext({ storageState: await page.context().storageState() });
  const again = await restarted.newPage();
  await again.goto(dashboard.origin);
  await expect(again.locator(LIVE)).toBeVisible();
  await restarted.close();
});

test('on 127.0.0.1 it works with a warning, and a cookie that was sent to another port opens nothing', async ({
  page,
  dashboard,
}) => {
  await followAddress(page, await dashboard.launchAddress('shared'));
  await expect(page.locator(LIVE)).toBeVisible();
  await expect(page.getByText(/another program can sign you out/)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter Services' }).fill('default/hello');
  await expect(page.getByRole('row', { name: /hello/ }).first()).toBeVisible();
  await isAccessible(page);

  await page.goto(`http://127.0.0.1:${other.port}/`);
  const { name, value } = await sessionCookie(page.context());
  expect(other.cookies.at(-1)).toContain(value);
  // The other program now has the cookie, and can send any headers.
  const cookie = { cookie: `${name}=${value}`, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
  for (const [method, path] of [
    ['GET', `/api${dashboard.home}/topics/services`],
    ['GET', `/api${dashboard.home}/live?topic=services&cursor=`],
    ['PUT', `/api${dashboard.home}/services/default/hello/traffic`],
    ['GET', '/metrics'],
    ['DELETE', SESSION_PATH],
    ['POST', `${SESSION_PATH}/codes`],
  ] as const) {
    expect(await sendRaw(dashboard, method, path, cookie)).toMatchObject({ status: 401 });
    const bearer = { authorization: `Bearer ${value}` };
    expect(await sendRaw(dashboard, method, path, bearer)).toMatchObject({ status: 401 });
  }
  // It gets the page, but no cluster data and no key in it.
  const key = await page
    .context()
    .storageState()
    .then(
      ({ origins }) =>
        origins.flatMap(({ localStorage }) => localStorage).find((it) => it.name === PAGE_KEY_ITEM)?.value ??
        '',
    );
  expect(key).toHaveLength(32);
  for (const path of [dashboard.home, `${dashboard.home}/services/default/hello`]) {
    const { status, body } = await sendRaw(dashboard, 'GET', path, {
      ...cookie,
      'sec-fetch-mode': 'navigate',
    });
    expect(status).toBe(200);
    for (const secret of [
      key,
      value,
      dashboard.token,
      'hello-world',
      'payments',
      new URL(dashboard.origin).hostname,
    ])
      expect(body).not.toContain(secret);
  }
  // The cookie is not worth more under the other host name either.
  const own = { ...cookie, host: new URL(dashboard.origin).host };
  expect(await sendRaw(dashboard, 'GET', dashboard.home, own)).toMatchObject({ status: 401 });
});

test('a wrong cookie with a longer path, set by another port, locks nobody out', async ({
  page,
  dashboard,
}) => {
  await followAddress(page, await dashboard.launchAddress('shared'));
  const { name } = await sessionCookie(page.context());
  other.set = ['/c', '/api', dashboard.home].map((path) => `${name}=bad; Path=${path}`);
  await page.goto(`http://127.0.0.1:${other.port}/`);
  await page.goto(dashboard.url + dashboard.home);
  await expect(page.locator(LIVE)).toBeVisible();
});

test('a program on localhost cannot set a cookie for Sluice’s own host name', async ({
  open,
  page,
  dashboard,
}) => {
  await open('');
  const { name } = await sessionCookie(page.context());
  other.set = ['localhost', '.localhost', ''].map((domain) => `${name}=bad; Path=/; Domain=${domain}`);
  for (const host of ['localhost', 'x.localhost']) await page.goto(`http://${host}:${other.port}/`);
  await page.goto(dashboard.origin);
  await expect(page.locator(LIVE)).toBeVisible();
  const cookies = await page.context().cookies(dashboard.origin);
  expect(cookies.filter((it) => it.value === 'bad')).toEqual([]);
});

test('signing out ends every tab, and the cookie and key open nothing afterwards', async ({
  open,
  page,
  browser,
  dashboard,
}) => {
  await open('');
  const tab = await page.context().newPage();
  await tab.goto(dashboard.origin);
  await expect(tab.locator(LIVE)).toBeVisible();
  const kept = await page.context().storageState();
  await expect.poll(() => dashboard.metric('sluice_streams_open')).toBe(1);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await isAccessible(page);
  await expect(tab.getByRole('heading', { name: 'Your session has ended' })).toBeVisible();
  await isAccessible(tab);
  expect(await page.evaluate((item) => localStorage.getItem(item), PAGE_KEY_ITEM)).toBeNull();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect((await page.context().cookies()).filter(isSessionCookie)).toEqual([]);
  await expect.poll(() => dashboard.metric('sluice_streams_open')).toBe(0);

  const thief = await browser.newContext({ storageState: kept });
  const stolen = await thief.newPage();
  expect((await stolen.goto(dashboard.origin))?.status()).toBe(401);
  await thief.close();

  // A new address opened in one tab also signs in the other.
  await dashboard.enter(page);
  await expect(tab.locator(LIVE)).toBeVisible();
});

test('an open page continues after a restart of Sluice, and an earlier proof opens nothing', async ({
  open,
  page,
  dashboard,
}) => {
  await open('');
  const proofs: string[] = [];
  await page.context().route(`**/api${dashboard.home}/services/**/access`, async (route) => {
    proofs.push(route.request().headers()['x-sluice-page'] ?? '');
    await route.continue();
  });
  await page.goto(`${dashboard.origin}${dashboard.home}/services/default/hello`);
  await expect(page.locator(LIVE)).toBeVisible();
  await expect.poll(() => proofs.length).toBeGreaterThan(0);
  const { name, value } = await sessionCookie(page.context());
  const before = {
    host: new URL(dashboard.origin).host,
    cookie: `${name}=${value}`,
    'x-sluice-page': proofs[0] ?? '',
  };
  const path = `/api${dashboard.home}/services/default/hello/access`;
  expect(await sendRaw(dashboard, 'GET', path, before)).toMatchObject({ status: 200 });
  // The proof is not valid for any other call either.
  for (const [method, other] of [
    ['GET', `/api${dashboard.home}/topics/services`],
    ['PUT', path.replace('/access', '/traffic')],
    ['GET', `${path}?x=1`],
  ] as const) {
    const headers = { ...before, 'sec-fetch-site': 'same-origin' };
    expect(await sendRaw(dashboard, method, other, headers)).toMatchObject({ status: 401 });
  }
  await dashboard.stop();
  await dashboard.restart();
  await expect(page.locator(LIVE)).toBeVisible({ timeout: 15_000 });
  expect(await sendRaw(dashboard, 'GET', path, before)).toMatchObject({ status: 401 });
});
