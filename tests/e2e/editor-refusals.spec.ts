import type { TrafficTarget } from '#lib/knative/types.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { Dashboard } from '#tests/e2e/support/dashboard.ts';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, refusalWords, specTraffic } from '#tests/e2e/support/traffic.ts';

const SUM_90 =
  'admission webhook "validation.webhook.serving.knative.dev" denied the request: ' +
  'validation failed: Traffic targets sum to 90, want 100: spec.traffic';

test('a split that sums to 90 is refused in the same words by kubectl patch and by the HTTP API', async ({
  cluster,
  dashboard,
  makeService,
}) => {
  const namespace = await makeService('ninety', 2, [{ revisionName: 'ninety-v1', percent: 100 }]);
  const traffic: TrafficTarget[] = [
    { revisionName: 'ninety-v1', percent: 60 },
    { revisionName: 'ninety-v2', percent: 30 },
  ];
  expect(await refusalWords(patchTraffic(cluster, namespace, 'ninety', traffic))).toBe(SUM_90);
  const { metadata, spec } = await cluster.service(namespace, 'ninety');
  const write = { uid: metadata.uid, base: spec.traffic, traffic };
  for (const query of ['?dryRun=true', '']) {
    const answer = await dashboard.api('PUT', `/services/${namespace}/ninety/traffic${query}`, write);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'invalid',
          message: SUM_90,
          fields: [{ message: 'Traffic targets sum to 90, want 100', paths: ['spec.traffic'] }],
        },
      },
    });
  }
  expect(await specTraffic(cluster, namespace, 'ninety')).toEqual(spec.traffic);
});

test('no sequence of gestures produces a split that does not sum to 100', async ({ open, makeService }) => {
  const namespace = await makeService('random', 3, [
    { revisionName: 'random-v1', percent: 61, tag: 'stable' },
    { revisionName: 'random-v2', percent: 24 },
    { latestRevision: true, percent: 15 },
  ]);
  const page = await open(`/services/${namespace}/random`);
  const service = new ServicePage(page);
  await expect(service.number('random-v1')).toHaveValue('61');
  const asked: TrafficTarget[][] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT')
      asked.push((request.postDataJSON() as { traffic: TrafficTarget[] }).traffic);
  });
  const random = seededRandom(20);
  const below = (limit: number) => Math.floor(random.next() * limit);
  const rows = ['@latest', 'random-v3', 'random-v2', 'random-v1'];
  const row = () => rows[below(rows.length)] ?? '@latest';
  const gestures = [
    async () => await service.dragSlider(row(), below(160) - 80, below(160) - 80),
    async () => await service.typePercent(row(), below(101)),
    async () => await service.number(row()).fill(['', '7x', '-3', '250', '0.5'][below(5)] ?? ''),
    async () => {
      await service.slider(row()).focus();
      await service.press('PageUp', 'End', 'ArrowLeft', 'Home', 'ArrowRight');
    },
    async () => {
      const dividers = service.traffic.getByRole('separator');
      await dividers.nth(below(await dividers.count())).focus();
      await service.press('PageDown', 'ArrowUp', 'Shift+ArrowDown', 'End');
    },
    async () =>
      await service.traffic
        .getByRole('button', { name: /^Send \d+ % to / })
        .nth(below(6))
        .click(),
    async () => await service.button('Even').click(),
    async () => await service.press('Control+z'),
    async () => await service.addTag(row(), `tag-${below(1_000)}`),
  ];
  await service.watchSums();
  for (let step = 0; step < 20; step += 1) {
    await gestures[below(gestures.length)]?.();
    const sum = Object.values(await service.percents()).reduce((a, b) => a + b, 0);
    expect(sum, `after step ${step}`).toBe(100);
  }
  const seen = await service.sums();
  expect(new Set(seen.rows)).toEqual(new Set([100]));
  expect(new Set(seen.bar)).toEqual(new Set([100]));
  expect(seen.splits).toBeGreaterThan(20);
  for (const traffic of asked)
    expect(traffic.reduce((sum, target) => sum + (target.percent ?? 0), 0)).toBe(100);
});

test('a dashboard that was started read-only shows it, disables every control and refuses to write', async ({
  browser,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('look', 2, [
    { revisionName: 'look-v1', percent: 90, tag: 'stable' },
    { revisionName: 'look-v2', percent: 10 },
  ]);
  const dashboard = await Dashboard.start(cluster, { env: { SLUICE_READ_ONLY: '1' } });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await dashboard.enter(page, `/services/${namespace}/look`);
    const service = new ServicePage(page);
    await expect(service.footer).toContainText('Sluice was started with --read-only');
    await expect(service.routed('look-v2')).toHaveText('10 %');
    for (const control of [
      service.number('look-v2'),
      service.slider('look-v2'),
      service.lock('look-v2'),
      service.preset('look-v2', 50),
      service.button('Even'),
      service.tag('look-v1', 'stable'),
      service.button('Review and apply'),
      page.getByRole('button', { name: /^(Other|Roll back)…$/ }),
    ])
      await expect(control).toBeDisabled();
    await expect(service.traffic.getByRole('separator')).toBeHidden();
    await expect(service.traffic.getByRole('button', { name: /^Add a tag to / })).toHaveCount(0);

    const { metadata, spec } = await cluster.service(namespace, 'look');
    const answer = await dashboard.api('PUT', `/services/${namespace}/look/traffic`, {
      uid: metadata.uid,
      base: spec.traffic,
      traffic: [{ revisionName: 'look-v1', percent: 100, tag: 'stable' }],
    });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'readOnly' } } });
    expect(await specTraffic(cluster, namespace, 'look')).toEqual(spec.traffic);
  } finally {
    await context.close();
    await dashboard.remove();
  }
});
