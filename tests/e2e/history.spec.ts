import { expect, test } from '#tests/e2e/support/test.ts';

test('Back undoes filters one at a time, typed letters together', async ({ page, open }) => {
  await open('');
  const rows = page.locator('[data-key]');
  await expect(rows.first()).toBeVisible();
  const first = page.url();
  await page.getByRole('button', { name: /^Split / }).click();
  await expect(page).toHaveURL(/state=split/);
  await page.getByRole('combobox', { name: 'Namespace' }).selectOption('default');
  await expect(page).toHaveURL(/ns=default/);
  await page.getByRole('searchbox').pressSequentially('hello', { delay: 20 });
  await expect(page).toHaveURL(/q=hello/);
  await page.goBack();
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect(page.getByRole('combobox', { name: 'Namespace' })).toHaveValue('default');
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Namespace' })).toHaveValue('');
  await expect(page.getByRole('button', { name: /^Split / })).toHaveAttribute('aria-pressed', 'true');
  await page.goBack();
  await expect(page.getByRole('button', { name: /^All / })).toHaveAttribute('aria-pressed', 'true');
  expect(page.url()).toBe(first);
});

test('Back closes a revision’s drawer and stays on the Service; closing it leaves no history entry', async ({
  page,
  open,
  makeService,
}) => {
  await makeService('stepped', 2);
  // Only the rows in view are drawn, and other tests made Services too: the filter leaves this one.
  await open('?q=stepped');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await page.locator('[data-key="default/stepped"] [data-row-link]').click();
  const name = page.getByRole('button', { name: 'stepped-v1', exact: true });
  const drawer = page.getByRole('dialog', { name: 'stepped-v1' });
  await name.click();
  await expect(drawer).toBeVisible();
  await page.goBack();
  await expect(drawer).toBeHidden();
  await expect(page).toHaveURL(/services\/default\/stepped$/);
  await expect(name).toBeFocused();

  await name.click();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page).toHaveURL(/services\/default\/stepped$/);
  await page.goBack();
  await expect(page.getByRole('grid', { name: 'Services' })).toBeVisible();
  await expect(page.locator('[data-key="default/stepped"]')).toBeFocused();
});

test('a drawer opened by the URL closes without leaving the Service', async ({ page, open }) => {
  await open('/services/default/helloworld-go?revision=helloworld-go-v1');
  const drawer = page.getByRole('dialog', { name: 'helloworld-go-v1' });
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page.getByRole('heading', { level: 1, name: 'helloworld-go' })).toBeVisible();
});
