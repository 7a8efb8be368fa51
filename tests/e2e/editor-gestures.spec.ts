import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { routedPercents, specTraffic } from '#tests/e2e/support/traffic.ts';

test('dragging a divider shifts traffic, and the Route and the routed column follow', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('drag', 2, [
    { revisionName: 'drag-v1', percent: 90 },
    { revisionName: 'drag-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/drag`));
  await expect(service.routed('drag-v2')).toHaveText('10 %');

  await service.watchSums();
  await service.dragDivider('drag-v2', 'drag-v1', 15);
  const seen = await service.sums();
  expect(new Set(seen.rows)).toEqual(new Set([100]));
  expect(new Set(seen.bar)).toEqual(new Set([100]));
  expect(seen.splits).toBeGreaterThan(4);
  await expect(service.number('drag-v2')).toHaveValue('25');
  await expect(service.number('drag-v1')).toHaveValue('75');
  await expect(service.footer).toContainText('The cluster would accept this');
  expect(await routedPercents(cluster, namespace, 'drag')).toEqual({ 'drag-v1': 90, 'drag-v2': 10 });

  await service.apply();
  await expect(service.progress).toContainText('Routed');
  await expect(service.routed('drag-v2')).toHaveText('25 %');
  await expect(service.routed('drag-v1')).toHaveText('75 %');
  expect(await routedPercents(cluster, namespace, 'drag')).toEqual({ 'drag-v1': 75, 'drag-v2': 25 });
  await expect(service.button('Review and apply')).toBeDisabled();
});

test('traffic can be shifted by keyboard alone', async ({ open, cluster, makeService }) => {
  const namespace = await makeService('keys', 2, [
    { revisionName: 'keys-v1', percent: 90 },
    { revisionName: 'keys-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/keys`));
  await service.tabTo(service.divider('keys-v2', 'keys-v1'));
  await service.press('ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'ArrowUp');
  await expect(service.number('keys-v2')).toHaveValue('21');
  await service.tabTo(service.slider('keys-v1'));
  await service.press('ArrowLeft', 'PageDown');
  await expect(service.number('keys-v1')).toHaveValue('68');
  await service.tabTo(service.number('keys-v1'));
  await service.press('Shift+ArrowUp', 'ArrowUp', 'ArrowUp');
  await expect(service.number('keys-v2')).toHaveValue('20');
  await service.press('Control+Enter');
  await expect(service.review).toBeVisible();
  await service.press('Control+Enter');
  await expect(service.routed('keys-v2')).toHaveText('20 %');
  expect(await routedPercents(cluster, namespace, 'keys')).toEqual({ 'keys-v1': 80, 'keys-v2': 20 });
});

test('a slider and a number field divide the rest in proportion; a lock keeps a row out of it', async ({
  open,
  makeService,
}) => {
  const namespace = await makeService('lock', 3, [
    { revisionName: 'lock-v1', percent: 60 },
    { revisionName: 'lock-v2', percent: 30 },
    { revisionName: 'lock-v3', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/lock`));
  await service.dragSlider('lock-v3', 30);
  const shares = await service.percents();
  expect(shares['lock-v3']).toBe(40);
  expect(shares).toMatchObject({ 'lock-v1': 40, 'lock-v2': 20 });
  await service.typePercent('lock-v3', 10);
  await expect(service.number('lock-v1')).toHaveValue('60');

  await service.lock('lock-v2').click();
  await expect(service.lock('lock-v2')).toHaveAttribute('aria-pressed', 'true');
  await expect(service.number('lock-v2')).toBeDisabled();
  await service.typePercent('lock-v3', 25);
  await expect(service.number('lock-v1')).toHaveValue('45');
  await expect(service.number('lock-v2')).toHaveValue('30');

  await service.typePercent('lock-v3', 90);
  await expect(service.number('lock-v3')).toHaveValue('70');
  await expect(service.number('lock-v1')).toHaveValue('0');

  await service.lock('@latest').click();
  await service.lock('lock-v1').click();
  await service.typePercent('lock-v3', 10);
  await expect(service.footer).toContainText('All other rows are locked.');
  await expect(service.number('lock-v3')).toHaveValue('70');
});

test('presets and Even set the focused row, and each step can be undone', async ({ open, makeService }) => {
  const namespace = await makeService('presets', 2, [{ revisionName: 'presets-v1', percent: 100 }]);
  const service = new ServicePage(await open(`/services/${namespace}/presets`));
  for (const percent of [1, 5, 10, 25, 50, 100]) {
    await service.preset('presets-v2', percent).click();
    await expect(service.number('presets-v2')).toHaveValue(String(percent));
    await expect(service.number('presets-v1')).toHaveValue(String(100 - percent));
  }
  await service.preset('presets-v2', 10).click();
  await service.button('Even').click();
  await expect(service.number('presets-v2')).toHaveValue('50');
  await service.button('Undo').click();
  await expect(service.number('presets-v2')).toHaveValue('10');
  await service.press('Control+Shift+Z');
  await expect(service.number('presets-v2')).toHaveValue('50');
  await service.press('Escape');
  await expect(service.number('presets-v2')).toHaveValue('0');
  await expect(service.button('Review and apply')).toBeDisabled();
});

test('dragging to 100 and back restores the others exactly', async ({ open, cluster, makeService }) => {
  const traffic = [
    { revisionName: 'back-v1', percent: 57, tag: 'stable' },
    { revisionName: 'back-v2', percent: 24, tag: 'old' },
    { latestRevision: true, percent: 12 },
    { revisionName: 'back-v3', percent: 7, tag: 'new' },
  ];
  const namespace = await makeService('back', 3, traffic);
  const service = new ServicePage(await open(`/services/${namespace}/back`));
  await expect(service.number('back-v3')).toHaveValue('7');
  await service.watchSums();
  await service.dragSlider('back-v3', 95, 0);
  const seen = await service.sums();
  expect(new Set(seen.rows)).toEqual(new Set([100]));
  expect(new Set(seen.bar)).toEqual(new Set([100]));
  expect(seen.splits).toBeGreaterThan(8);
  expect(await service.percents()).toEqual({ 'back-v1': 57, 'back-v2': 24, 'back-v3': 7, '@latest': 12 });
  await expect(service.button('Review and apply')).toBeDisabled();
  expect(await specTraffic(cluster, namespace, 'back')).toMatchObject(traffic);
});
