import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, routedPercents, specTraffic } from '#tests/e2e/support/traffic.ts';

test('@latest is its own row, which edits of other rows do not change', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('follow', 3, [
    { tag: 'live', latestRevision: true, percent: 40 },
    { revisionName: 'follow-v1', percent: 35, tag: 'stable' },
    { revisionName: 'follow-v2', percent: 15 },
    { revisionName: 'follow-v3', percent: 10, tag: 'pinned' },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/follow`));
  await expect(service.row('@latest')).toContainText('now follow-v3');
  await expect(service.number('@latest')).toHaveValue('40');
  await expect(service.number('follow-v3')).toHaveValue('10');
  const before = (await specTraffic(cluster, namespace, 'follow')) ?? [];

  await service.dragDivider('follow-v2', 'follow-v1', 20);
  await service.apply();
  await expect(service.progress).toContainText('Routed');
  const after = (await specTraffic(cluster, namespace, 'follow')) ?? [];
  expect(after).toEqual([before[0], { ...before[1], percent: 15 }, { ...before[2], percent: 35 }, before[3]]);

  await service.removeTag('follow-v3', 'pinned');
  await service.apply();
  await expect
    .poll(async () => (await specTraffic(cluster, namespace, 'follow'))?.[3])
    .toEqual({ revisionName: 'follow-v3', percent: 10, latestRevision: false });
  const last = (await specTraffic(cluster, namespace, 'follow')) ?? [];
  expect(last.slice(0, 3)).toEqual(after.slice(0, 3));
});

test('a rollback restores the exact previous split in one action', async ({ open, cluster, makeService }) => {
  const namespace = await makeService('undo', 2, [
    { tag: 'live', latestRevision: true, percent: 40 },
    { revisionName: 'undo-v1', percent: 50, tag: 'stable' },
    { revisionName: 'undo-v2', percent: 10 },
    { revisionName: 'undo-v1', percent: 0, tag: 'old' },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/undo`));
  await expect(service.number('undo-v1')).toHaveValue('50');
  const before = await specTraffic(cluster, namespace, 'undo');
  await patchTraffic(cluster, namespace, 'undo', [{ revisionName: 'undo-v2', percent: 100 }]);
  await expect(service.routed('undo-v2')).toHaveText('100 %');

  await service.rollBack.click();
  await service.confirm();
  await expect(service.progress).toContainText('Routed');
  await expect(service.number('@latest')).toHaveValue('40');
  await expect(service.tagLink('undo-v1', 'stable')).toBeVisible();
  expect(await specTraffic(cluster, namespace, 'undo')).toEqual(before);
  expect(await routedPercents(cluster, namespace, 'undo')).toEqual({ 'undo-v1': 50, 'undo-v2': 50 });
});

test('one action sends all traffic to a revision and keeps every tag', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('sendall', 2, [
    { revisionName: 'sendall-v1', percent: 5, tag: 'stable' },
    { latestRevision: true, percent: 95, tag: 'live' },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/sendall`));
  await service.sendAllTo('sendall-v1');
  await service.confirm();
  await expect(service.number('sendall-v1')).toHaveValue('100');
  await expect
    .poll(async () => await specTraffic(cluster, namespace, 'sendall'))
    .toEqual([
      { revisionName: 'sendall-v1', percent: 100, tag: 'stable', latestRevision: false },
      { latestRevision: true, percent: 0, tag: 'live' },
    ]);
});
