import type { TrafficTarget } from '#lib/knative/types.ts';
import { ServicePage } from '#tests/e2e/support/service-page.ts';
import { expect, test } from '#tests/e2e/support/test.ts';
import { patchTraffic, refusalWords, specTraffic } from '#tests/e2e/support/traffic.ts';

test('a tag is added and opens by its URL, moves to another row, and is removed', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('tags', 2, [{ revisionName: 'tags-v1', percent: 100 }]);
  const service = new ServicePage(await open(`/services/${namespace}/tags`));

  await service.addTag('tags-v2', 'preview');
  await expect(service.tag('tags-v2', 'preview')).toBeVisible();
  await expect(service.tagLink('tags-v2', 'preview')).toBeHidden();
  await service.apply();
  const url = `http://preview-tags.${namespace}.example.com`;
  await expect(service.tagLink('tags-v2', 'preview')).toHaveAttribute('href', url);
  expect(await specTraffic(cluster, namespace, 'tags')).toMatchObject([
    { revisionName: 'tags-v1', percent: 100 },
    { revisionName: 'tags-v2', tag: 'preview' },
  ]);

  await service.moveTag('preview', 'tags-v2', 'tags-v1');
  await expect(service.tag('tags-v1', 'preview')).toBeVisible();
  await service.apply();
  await expect(service.progress).toContainText('Routed');
  await expect(service.tagLink('tags-v1', 'preview')).toHaveAttribute('href', url);
  expect(await specTraffic(cluster, namespace, 'tags')).toEqual([
    { latestRevision: false, revisionName: 'tags-v1', percent: 100, tag: 'preview' },
  ]);

  await service.removeTag('tags-v1', 'preview');
  await service.apply();
  await expect
    .poll(async () => await specTraffic(cluster, namespace, 'tags'))
    .toEqual([{ latestRevision: false, revisionName: 'tags-v1', percent: 100 }]);
  await expect(service.tag('tags-v1', 'preview')).toBeHidden();
});

test('an invalid tag is refused at its field with the webhook’s exact message', async ({
  open,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('badtag', 2, [{ revisionName: 'badtag-v1', percent: 100 }]);
  const bad = [{ revisionName: 'badtag-v1', percent: 100, tag: 'Bad_Tag' }];
  const words = await refusalWords(patchTraffic(cluster, namespace, 'badtag', bad));
  const [, sentence = ''] = /validation failed: (.+): spec\.traffic/.exec(words) ?? [];
  expect(sentence).toContain('not a DNS 1035 label');

  const service = new ServicePage(await open(`/services/${namespace}/badtag`));
  await service.addTag('badtag-v2', 'Bad_Tag');
  await expect(service.row('badtag-v2').getByText(sentence, { exact: true })).toBeVisible();
  await expect(service.newTag('badtag-v2')).toHaveAttribute('aria-invalid', 'true');
  await expect(service.tag('badtag-v2', 'Bad_Tag')).toBeHidden();
  await expect(service.button('Review and apply')).toBeDisabled();
});

test('the webhook’s dry-run message about a tag is shown at that tag and blocks Apply', async ({
  open,
  makeService,
}) => {
  const namespace = await makeService('verdict', 2, [{ revisionName: 'verdict-v1', percent: 100 }]);
  const page = await open(`/services/${namespace}/verdict`);
  const service = new ServicePage(page);
  // The editor does not accept such a tag, so the request is modified in transit.
  await page.route('**/traffic?dryRun=true', async (route) => {
    const body = route.request().postData()?.replace('"canary"', '"-canary"');
    await route.continue({ postData: body });
  });
  await service.addTag('verdict-v2', 'canary');
  await expect(service.row('verdict-v2').getByRole('alert')).toContainText(
    'invalid value: not a DNS 1035 label: [a DNS-1035 label must consist of lower case',
  );
  await service.openReview();
  await expect(service.review.getByRole('button', { name: 'Apply', exact: true })).toBeDisabled();
});

test('a tag is never duplicated: the editor moves it, and the API refuses it with the webhook’s message', async ({
  open,
  cluster,
  dashboard,
  makeService,
}) => {
  const namespace = await makeService('twice', 2, [
    { revisionName: 'twice-v1', percent: 100, tag: 'blue' },
    { revisionName: 'twice-v2', percent: 0, tag: 'green' },
  ]);
  const service = new ServicePage(await open(`/services/${namespace}/twice`));
  await service.addTag('twice-v1', 'blue');
  await expect(service.row('twice-v1')).toContainText('This row already has it.');
  await service.newTag('twice-v1').press('Escape');
  await service.addTag('twice-v2', 'blue');
  await expect(service.tag('twice-v2', 'blue')).toBeVisible();
  await expect(service.tag('twice-v1', 'blue')).toBeHidden();

  const traffic: TrafficTarget[] = [
    { revisionName: 'twice-v1', percent: 100, tag: 'blue' },
    { revisionName: 'twice-v2', percent: 0, tag: 'blue' },
  ];
  const words = await refusalWords(patchTraffic(cluster, namespace, 'twice', traffic));
  expect(words).toContain('Multiple definitions for "blue"');
  const { metadata, spec } = await cluster.service(namespace, 'twice');
  const answer = await dashboard.api('PUT', `/services/${namespace}/twice/traffic`, {
    uid: metadata.uid,
    base: spec.traffic,
    traffic,
  });
  expect(answer).toMatchObject({ status: 422, body: { error: { code: 'invalid', message: words } } });
});
