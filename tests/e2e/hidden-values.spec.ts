import { expect, test } from '#tests/e2e/support/test.ts';

const VALUE = 'what-this-variable-holds';

test('a variable’s value is not sent until the user asks to see it', async ({
  open,
  page,
  cluster,
  makeService,
}) => {
  const namespace = await makeService('hidden', 1);
  const containers = [{ image: 'ikubernetes/helloworld-go', env: [{ name: 'TARGET', value: VALUE }] }];
  await cluster.patchService(namespace, 'hidden', {
    spec: { template: { metadata: { name: 'hidden-v2' }, spec: { containers } } },
  });
  const carried: string[] = [];
  page.on('response', (response) => {
    const address = response.url();
    if (!address.includes('/api/') || address.includes('/live?')) return;
    void response.text().then(
      (text) => {
        if (text.includes(VALUE)) carried.push(address);
      },
      () => undefined,
    );
  });
  await open('/services/default/hidden?revision=hidden-v2');
  const drawer = page.getByRole('dialog', { name: 'hidden-v2' });
  const variable = drawer.getByRole('row', { name: /TARGET/ });
  await expect(variable).toContainText('hidden');
  await drawer.getByRole('button', { name: 'Show values' }).click();
  await expect(variable).toContainText(VALUE);
  await drawer.getByRole('button', { name: 'Hide values' }).click();
  await expect(variable).not.toContainText(VALUE);
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'YAML' }).click();
  const yaml = page.getByLabel('YAML of Service hidden', { exact: true });
  await expect(yaml).toContainText('value: "[secret]"');
  await page.getByRole('button', { name: /^Show \d+ hidden value/ }).click();
  await expect(yaml).toContainText(VALUE);
  expect(carried.length).toBeGreaterThan(0);
  expect(carried.filter((address) => !address.includes('reveal=true'))).toEqual([]);
});
