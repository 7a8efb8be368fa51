import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, routedPercents, specTraffic } from '#tests/e2e/support/traffic.ts';

test('two keys in the middle of a canary restore what served before, and two more do nothing', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('incident', 1);
  const service = new ServicePage(await open(`/services/${namespace}/incident`));
  await expect(service.routed('incident-v1').or(service.routed('@latest')).first()).toHaveText('100 %');
  await cluster.patchService(namespace, 'incident', {
    metadata: { annotations: { 'serving.knative.dev/rollout-duration': '0s' } },
    spec: {
      template: { metadata: { name: 'incident-v2' } },
      traffic: [
        { revisionName: 'incident-v1', percent: 90, tag: 'stable' },
        { latestRevision: true, percent: 10 },
      ],
    },
  });
  await expect(service.row('incident-v2')).toContainText('4 OK / 4');
  await expect(service.routed('@latest').or(service.routed('incident-v2')).first()).toHaveText('10 %');
  await expect(service.rollBack).toHaveText(/Roll back to incident-v1 100 %/);

  await service.press('r');
  await expect(service.review).toContainText('@latest meant incident-v1 then and means incident-v2 now');
  await expect(service.review).toContainText('a later deploy gets no traffic');
  await expect(service.review.getByRole('row', { name: /^@latest \(incident-v2\)/ })).toContainText('10 %');
  await service.press('Control+Enter');
  await expect(service.progress).toContainText('incident-v1 100 %');
  await expect(service.progress).toBeFocused();
  expect(await routedPercents(cluster, namespace, 'incident')).toEqual({ 'incident-v1': 100 });
  expect(await specTraffic(cluster, namespace, 'incident')).toEqual([
    { revisionName: 'incident-v1', percent: 100, tag: 'stable', latestRevision: false },
  ]);

  await expect(service.rollBack).toBeHidden();
  await service.press('r', 'Control+Enter');
  await expect(service.review).toBeHidden();
  expect(await routedPercents(cluster, namespace, 'incident')).toEqual({ 'incident-v1': 100 });
});

test('the list as written is the second choice, and a closed review leaves nothing in the gate', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('literal', 1);
  const service = new ServicePage(await open(`/services/${namespace}/literal`));
  await expect(service.number('@latest')).toHaveValue('100');
  await cluster.patchService(namespace, 'literal', {
    spec: {
      template: { metadata: { name: 'literal-v2' } },
      traffic: [
        { revisionName: 'literal-v1', percent: 95 },
        { latestRevision: true, percent: 5 },
      ],
    },
  });
  await expect(service.rollBack).toHaveText(/literal-v1 100 %/);
  await service.typePercent('@latest', 7);
  await service.rollBack.click();
  await service.review.getByRole('radio', { name: /^The list as it was written/ }).check();
  await expect(service.review).toContainText('It sends literal-v2 100 % now');
  await expect(service.review.getByRole('row', { name: /^@latest \(literal-v2\)/ })).toContainText('100 %');
  await service.press('Escape');
  await expect(service.review).toBeHidden();
  await expect(service.number('@latest')).toHaveValue('7');
  await expect(service.number('literal-v1')).toHaveValue('93');

  await service.rollBack.click();
  await expect(service.review).toBeVisible();
  await service.page.reload();
  await expect(service.number('@latest')).toHaveValue('7');
  await expect(service.number('literal-v1')).toHaveValue('93');
});

test('after the user’s own change, Undo restores the list byte for byte', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('mistake', 2, [
    { tag: 'live', latestRevision: true, percent: 40 },
    { revisionName: 'mistake-v1', percent: 60 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/mistake`));
  await expect(service.number('@latest')).toHaveValue('40');
  const before = await specTraffic(cluster, namespace, 'mistake');
  await service.typePercent('@latest', 100);
  await service.removeTag('@latest', 'live');
  await service.apply();
  await expect(service.progress).toContainText('Routed');
  await expect(service.rollBack).toBeHidden();
  await service.page.reload();
  await expect(service.number('@latest')).toHaveValue('100');
  await service.undo.click();
  await service.confirm();
  await expect(service.progress).toContainText('mistake-v1 60 %');
  expect(await specTraffic(cluster, namespace, 'mistake')).toEqual(before);
  await expect(service.undo).toBeHidden();
});

test('a change that another writer overwrites is not reported as routed', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('fought', 2, [
    { revisionName: 'fought-v1', percent: 80 },
    { revisionName: 'fought-v2', percent: 20 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/fought`));
  await service.typePercent('fought-v2', 50);
  await service.apply();
  await expect(service.progress).toContainText('Routed');
  const { metadata } = await patchTraffic(cluster, namespace, 'fought', [
    { revisionName: 'fought-v1', percent: 80 },
    { revisionName: 'fought-v2', percent: 20 },
  ]);
  await expect(service.progress).toContainText(
    `Overwritten by kubernetes-admin at generation ${metadata.generation}`,
  );
  await expect(service.progress).not.toContainText('Routed since');
});
