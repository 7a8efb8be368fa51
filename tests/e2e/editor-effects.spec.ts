import { KNATIVE } from '#lib/knative/resources.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, routedPercents, specTraffic } from '#tests/e2e/support/traffic.ts';

test('a split that is typed row by row ends as typed, and an invalid percent gets an explanation', async ({
  open,
  makeService,
}) => {
  const namespace = await makeService('typed', 3, [
    { revisionName: 'typed-v1', percent: 60 },
    { revisionName: 'typed-v2', percent: 30 },
    { revisionName: 'typed-v3', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/typed`));
  await expect(service.number('typed-v3')).toHaveValue('10');
  await service.typePercent('typed-v3', 50);
  await service.typePercent('typed-v2', 30);
  await service.typePercent('typed-v1', 20);
  const split = { '@latest': 0, 'typed-v1': 20, 'typed-v2': 30, 'typed-v3': 50 };
  expect(await service.percents()).toEqual(split);

  await service.number('typed-v2').fill('110');
  await expect(service.row('typed-v2').getByRole('alert')).toContainText('a share is at most 100 %');
  await service.number('typed-v2').press('Enter');
  await expect(service.row('typed-v2').getByRole('alert')).toContainText('It stays at 30 %');
  await service.number('typed-v2').fill('-5');
  await expect(service.row('typed-v2').getByRole('alert')).toContainText('A share is at least 0 %');
  expect(await service.percents()).toEqual(split);

  await service.number('typed-v2').fill('35');
  await service.press('Control+z');
  await expect(service.number('typed-v2')).toHaveValue('30');
});

test('a tag that would break the Route is refused while it is typed, or reported before it is applied', async ({
  open,
  cluster,
  makeService,
}) => {
  const name = 'tagged-service-with-a-name-of-fifty-two-characters-x';
  const namespace = await makeService(name, 1);
  await cluster.apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `taken-${name}`, namespace },
      spec: { ports: [{ port: 80 }] },
    }),
  );
  const service = new ServicePage(await open(`/services/${namespace}/${name}`));
  await service
    .row('@latest')
    .getByRole('button', { name: /^Add a tag/ })
    .click();
  await service.newTag('@latest').fill('elevenchars');
  await expect(service.row('@latest')).toContainText('64 characters; a host name label allows 63');
  await service.newTag('@latest').press('Enter');
  await expect(service.button('Review and apply')).toBeDisabled();
  await service.newTag('@latest').fill('taken');
  await service.newTag('@latest').press('Enter');
  await expect(service.footer).toContainText('The cluster would accept this');
  await expect(service.footer).toContainText(`which the Kubernetes Service taken-${name} already has`);
});

test('a target on a deleted revision is reported as the cause of the Route’s failure, and removing it fixes the Route', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('heal', 2, [
    { revisionName: 'heal-v1', percent: 90, tag: 'stable' },
    { latestRevision: true, percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/heal`));
  await expect(service.number('heal-v1')).toHaveValue('90');
  await cluster.api('DELETE', objectPath(KNATIVE.revision, namespace, 'heal-v1'));
  await service.row('heal-v1').getByRole('button', { name: 'Remove this target' }).click();
  await expect(service.number('@latest')).toHaveValue('100');
  await service.openReview();
  await expect(service.review).toContainText('Removes the tag stable');
  await service.confirm();
  await expect(service.progress).toContainText('Routed since');
  expect(await specTraffic(cluster, namespace, 'heal')).toEqual([{ latestRevision: true, percent: 100 }]);
  expect(await routedPercents(cluster, namespace, 'heal')).toEqual({ 'heal-v2': 100 });
});

test('the effect is shown next to the cluster’s verdict, and only a clean one is green', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('effect', 2, [
    { revisionName: 'effect-v1', percent: 90, tag: 'stable' },
    { revisionName: 'effect-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/effect`));
  const valid = service.footer.getByText('The cluster would accept this');
  await service.typePercent('effect-v2', 20);
  await expect(valid).toBeVisible();
  await expect(service.footer).toContainText('Effect');
  await service.removeTag('effect-v1', 'stable');
  await expect(service.footer).toContainText('Removes the tag stable');
  await expect(valid).toBeVisible();
  await expect(service.footer.locator('.text-ok')).toHaveCount(0);
  expect(await specTraffic(cluster, namespace, 'effect')).toMatchObject([{ tag: 'stable' }, { percent: 10 }]);
});

test('a tag moved elsewhere and a percent changed here are both kept, and each is described correctly', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('apart', 2, [
    { revisionName: 'apart-v1', percent: 90, tag: 'blue' },
    { revisionName: 'apart-v2', percent: 10, tag: 'green' },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/apart`));
  await service.typePercent('apart-v2', 30);
  await patchTraffic(cluster, namespace, 'apart', [
    { revisionName: 'apart-v1', percent: 90, tag: 'green' },
    { revisionName: 'apart-v2', percent: 10, tag: 'blue' },
  ]);
  await expect(service.traffic).toContainText('tag green moved from apart-v2 to apart-v1');
  await service.button('Compare').click();
  await service.resolve('Both');
  await service.confirm();
  await expect(service.progress).toContainText('Routed since');
  expect(await specTraffic(cluster, namespace, 'apart')).toMatchObject([
    { revisionName: 'apart-v1', percent: 70, tag: 'green' },
    { revisionName: 'apart-v2', percent: 30, tag: 'blue' },
  ]);
});
