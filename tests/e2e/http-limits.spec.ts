import { readFile, writeFile } from 'node:fs/promises';
import { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { expect, test } from '#tests/e2e/support/test.ts';

test('HEAD opens neither a stream nor a Service', async ({ dashboard }) => {
  const authorization = `Bearer ${dashboard.token}`;
  // Wait for the streams of closed pages to end.
  await expect.poll(() => dashboard.metric('sluice_streams_open')).toBe(0);
  for (const path of [
    'live?topic=cluster',
    'live?topic=service/default/hello',
    'topics/services',
    'objects',
  ]) {
    const address = `${dashboard.url}/api${dashboard.home}/${path}`;
    const answer = await fetch(address, { method: 'HEAD', headers: { authorization } });
    expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'GET',
    });
  }
  expect(await dashboard.metric('sluice_streams_open')).toBe(0);
});

for (const path of ['/topics/%', '/topics/%zz', '/topics/%ff', '/topics/..%2f', '/nowhere', '/live/x']) {
  test(`the HTTP API answers ${path} with the standard error body`, async ({ dashboard }) => {
    const answer = await fetch(`${dashboard.url}/api${dashboard.home}${path}`, {
      headers: { authorization: `Bearer ${dashboard.token}` },
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'notFound' } });
    const header = (name: string) => answer.headers.get(name);
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('cross-origin-resource-policy')).toBe('same-origin');
    expect(header('content-security-policy')).toContain("default-src 'none'");
    expect(header('vary')).toMatch(/Cookie, Authorization/);
  });
}

test('a path that merely starts like a public one requires a session', async ({ dashboard }) => {
  for (const path of ['/healthzfoo', '/metricsx', '/readyz.rsc', '/api', '/healthz/x']) {
    const answer = await fetch(dashboard.url + path, { redirect: 'manual' });
    expect([path, answer.status]).toEqual([path, 401]);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  }
});

test('a page accepts no body and no action', async ({ dashboard }) => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const headers = { 'next-action': '0'.repeat(40), authorization: `Bearer ${dashboard.token}` };
    const body = 'x'.repeat(1_000_000);
    const answer = await fetch(dashboard.url + dashboard.home, { method, headers, body });
    expect(answer.status).toBe(405);
  }
});

test('a context may have any name', async ({ browser, cluster }, info) => {
  const name = 'arn:aws/a%2Fb ä?#';
  const kubeconfig = info.outputPath('kubeconfig');
  const text = await readFile(cluster.kubeconfig(), 'utf8');
  const current = /current-context: (\S+)/.exec(text)?.[1] ?? '';
  const [head = '', contexts = ''] = text.split(/(?=^contexts:)/m);
  const renamed = contexts.replaceAll(
    new RegExp(`(- name: |current-context: )${current}$`, 'gm'),
    `$1${JSON.stringify(name)}`,
  );
  await writeFile(
    kubeconfig,
    head.replace(`current-context: ${current}`, `current-context: ${JSON.stringify(name)}`) + renamed,
  );
  const dashboard = await Dashboard.start(cluster, { kubeconfig });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(await dashboard.launchAddress());
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/c/${encodeURIComponent(name)}`);
    await expect(page.locator('[data-live=live]')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter Services' }).fill('default/hello');
    await expect(page.getByRole('row', { name: /hello/ }).first()).toBeVisible();
    const snapshot = await fetch(`${dashboard.url}/api/c/${encodeURIComponent(name)}/topics/services`, {
      headers: { authorization: `Bearer ${dashboard.token}` },
    });
    expect(snapshot.status).toBe(200);
  } finally {
    await context.close();
    await dashboard.remove();
  }
});
