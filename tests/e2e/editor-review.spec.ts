import { parse } from 'yaml';
import { KNATIVE } from '#lib/knative/resources.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { specTraffic } from '#tests/e2e/support/traffic.ts';

test('the review shows the difference and the same change for kn, kubectl and Git', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('words', 2, [
    { revisionName: 'words-v1', percent: 90, tag: 'stable' },
    { revisionName: 'words-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/words`));
  await service.typePercent('words-v2', 40);
  await service.addTag('words-v2', 'next');
  await service.openReview();
  const { review } = service;
  await expect(review.getByRole('row', { name: /^words-v1/ })).toHaveText(/words-v1\s*90 %\s*60 %/);
  await expect(review.getByRole('row', { name: /^words-v2/ })).toHaveText(/words-v2\s*10 %\s*40 %\s*\+next/);
  await expect(review).toContainText('The cluster would accept this');

  expect(await service.readCommand('kn')).toContain(
    `kn service update words --namespace ${namespace} --tag words-v2=next --traffic `,
  );
  const yaml = await service.readCommand('YAML for Git');
  const command = await service.readCommand('kubectl');

  const patch = /^kubectl patch services\.serving\.knative\.dev words .* -p '(.*)'$/s.exec(command)?.[1];
  expect(patch).toBeDefined();
  const path = objectPath(KNATIVE.service, namespace, 'words');
  await cluster.api('PATCH', path, JSON.parse(patch ?? ''), 'application/json-patch+json');
  const written = await specTraffic(cluster, namespace, 'words');
  expect(written).toMatchObject([
    { revisionName: 'words-v1', percent: 60, tag: 'stable' },
    { revisionName: 'words-v2', percent: 40, tag: 'next' },
  ]);
  expect(parse(yaml)).toEqual({ spec: { traffic: written } });
});

test('after Apply, Knative’s own messages show the progress until the Route is ready', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('progress', 2, [
    { revisionName: 'progress-v1', percent: 90 },
    { revisionName: 'progress-v2', percent: 10 },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/progress`));
  await service.typePercent('progress-v2', 30);
  await service.openReview();
  await expect(service.review).toContainText('The cluster would accept this');
  const gateways = async (fate: 'pending' | 'ok') =>
    await cluster.patchService(namespace, 'progress', {
      metadata: { annotations: { 'simulator.sluice.dev/ingress': fate } },
    });
  await gateways('pending');
  await service.confirm();
  await expect(service.review).toBeHidden();
  await expect(service.progress).toContainText('Applying…');
  await expect(service.progress).toContainText('unsuccessfully observed a new generation');
  await gateways('ok');
  await expect(service.progress).toContainText('Routed');
  await service.progress.getByText('What Knative reported').click();
  const lines = service.progress.getByRole('listitem');
  await expect(lines.last()).toHaveText(/^\d+\.\d{3}s\s*Ready to serve\.$/);
  for (const line of await lines.allInnerTexts())
    expect(line).toMatch(
      /^\d+\.\d{3}s\s+(The Route is still working to reflect the latest desired specification\.|Ingress has not yet been reconciled\.|Waiting for load balancer to be ready|unsuccessfully observed a new generation|Ready to serve\.)$/,
    );
  await service.progress.getByRole('button', { name: 'Close' }).click();
  await expect(service.progress).toBeHidden();
});
