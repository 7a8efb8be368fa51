import type { Page } from '@playwright/test';
import { ENTER_PATH } from '#lib/access/page-access.ts';

/** followAddress opens a printed address, and waits until the page has exchanged its code and navigated on. */
export async function followAddress(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForURL((url) => url.pathname !== ENTER_PATH);
}
