import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, routedPercents, specTraffic } from '#tests/e2e/support/traffic.ts';

test('an unfinished edit survives live updates, a new revision, a reload and a lost connection', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('keep', 2, [
    { revisionName: 'keep-v1', percent: 90 },
    { revisionName: 'keep-v2', percent: 10 },
  ]);
  const page = await open(`/services/${namespace}/keep`);
  const service = new ServicePage(page);
  await service.dragDivider('keep-v2', 'keep-v1', 20);
  await expect(service.number('keep-v2')).toHaveValue('30');

  // Later changes are seen only once the watches are back.
  await cluster.resetConnections();
  const annotations = { 'serving.knative.dev/rollout-duration': '0s' };
  await cluster.patchService(namespace, 'keep', { metadata: { annotations } });
  await cluster.patchService(namespace, 'keep', {
    spec: {
      template: {
        metadata: { name: 'keep-v3', annotations: { 'autoscaling.knative.dev/initial-scale': '2' } },
      },
    },
  });
  await expect(service.row('keep-v3')).toContainText('4 OK / 4');
  await expect(service.number('keep-v2')).toHaveValue('30');

  await page.reload();
  await expect(service.row('keep-v3')).toBeVisible();
  await expect(service.number('keep-v2')).toHaveValue('30');
  await expect(service.traffic).toContainText('edited, was 10 / 90');

  await service.openReview();
  await expect(service.review).toContainText('The template has changed since your edit began');
  await service.confirm();
  await expect(service.progress).toContainText('Routed');
  await expect(service.routed('keep-v2')).toHaveText('30 %');
  expect(await routedPercents(cluster, namespace, 'keep')).toEqual({ 'keep-v1': 70, 'keep-v2': 30 });
});

test('a change made elsewhere is shown, blocks Apply with base, theirs and mine, and theirs can be accepted', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('theirs', 2, [
    { revisionName: 'theirs-v1', percent: 90 },
    { revisionName: 'theirs-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/theirs`));
  await service.dragDivider('theirs-v2', 'theirs-v1', 20);
  await patchTraffic(cluster, namespace, 'theirs', [
    { revisionName: 'theirs-v1', percent: 55 },
    { revisionName: 'theirs-v2', percent: 45 },
  ]);
  await expect(service.traffic).toContainText('kubernetes-admin changed the traffic while you were editing');
  await expect(service.number('theirs-v2')).toHaveValue('30');

  await service.openReview();
  await expect(service.conflict).toBeVisible();
  await expect(service.review).toBeHidden();
  await expect(service.conflict.getByRole('row', { name: /^theirs-v2/ })).toHaveText(
    /theirs-v2\s*10 %\s*45 %\s*30 %/,
  );
  await service.resolve('Theirs');
  await expect(service.number('theirs-v2')).toHaveValue('45');
  await expect(service.button('Review and apply')).toBeDisabled();
  await expect(service.routed('theirs-v2')).toHaveText('45 %');
  expect(await specTraffic(cluster, namespace, 'theirs')).toMatchObject([{ percent: 55 }, { percent: 45 }]);
});

test('a change that arrives while the review is open is caught by the cluster, and mine can be kept', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('mine', 2, [
    { revisionName: 'mine-v1', percent: 90 },
    { revisionName: 'mine-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/mine`));
  await service.dragDivider('mine-v2', 'mine-v1', 20);
  await service.openReview();
  await expect(service.review).toBeVisible();
  await patchTraffic(cluster, namespace, 'mine', [{ revisionName: 'mine-v1', percent: 100 }]);
  await service.confirm();
  await expect(service.conflict.getByRole('row', { name: /^mine-v2/ })).toHaveText(
    /mine-v2\s*10 %\s*–\s*30 %/,
  );
  expect(await specTraffic(cluster, namespace, 'mine')).toMatchObject([{ percent: 100 }]);
  await service.resolve('Mine');
  await service.confirm();
  await expect(service.routed('mine-v2')).toHaveText('30 %');
  expect(await routedPercents(cluster, namespace, 'mine')).toEqual({ 'mine-v1': 70, 'mine-v2': 30 });
});

test('two changes of different rows can both be applied', async ({ open, cluster, makeService }) => {
  const namespace = await makeService('both', 3, [
    { revisionName: 'both-v1', percent: 80 },
    { revisionName: 'both-v2', percent: 20 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/both`));
  await service.addTag('both-v3', 'preview');
  await patchTraffic(cluster, namespace, 'both', [
    { revisionName: 'both-v1', percent: 60 },
    { revisionName: 'both-v2', percent: 40 },
  ]);
  await expect(service.traffic).toContainText('changed the traffic while you were editing');
  await service.button('Compare').click();
  await service.resolve('Both');
  await service.confirm();
  await expect(service.tagLink('both-v3', 'preview')).toBeVisible();
  await expect(service.routed('both-v2')).toHaveText('40 %');
  expect(await specTraffic(cluster, namespace, 'both')).toMatchObject([
    { revisionName: 'both-v1', percent: 60 },
    { revisionName: 'both-v2', percent: 40 },
    { revisionName: 'both-v3', tag: 'preview' },
  ]);
});

test('two browsers on the same Service show the same after an apply in one', async ({
  open,
  browser,
  dashboard,
  makeService,
}) => {
  const namespace = await makeService('pair', 2, [
    { revisionName: 'pair-v1', percent: 90, tag: 'stable' },
    { revisionName: 'pair-v2', percent: 10 },
  ]);
  const mine = new ServicePage(await open(`/services/${namespace}/pair`));
  const otherBrowser = await browser.newContext();
  const otherPage = await otherBrowser.newPage();
  await dashboard.enter(otherPage, `/services/${namespace}/pair`);
  const theirs = new ServicePage(otherPage);
  await expect(theirs.routed('pair-v2')).toHaveText('10 %');

  await mine.dragDivider('pair-v2', 'pair-v1', 30);
  await mine.moveTag('stable', 'pair-v1', 'pair-v2');
  await mine.apply();
  for (const service of [mine, theirs]) {
    await expect(service.routed('pair-v2')).toHaveText('40 %');
    await expect(service.tagLink('pair-v2', 'stable')).toBeVisible();
  }
  expect(await mine.percents()).toEqual({ '@latest': 0, 'pair-v1': 60, 'pair-v2': 40 });
  expect(await theirs.percents()).toEqual(await mine.percents());
  await otherBrowser.close();
});
