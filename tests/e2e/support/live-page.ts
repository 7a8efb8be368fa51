import type { Locator, Page } from '@playwright/test';

/** What a page shows while it is live, and while it is not. */
export const LIVE = '[data-live=live]';
export const DOWN = '[data-live=down]';

/** A list for `spec.traffic`: the revisions `<name>-v1`, with this percent, and `-v2`. */
export function split(name: string, percent: number) {
  return [
    { revisionName: `${name}-v1`, percent },
    { revisionName: `${name}-v2`, percent: 100 - percent },
  ];
}

/** The row of one destination on a Service's page. */
export function row(page: Page, destination: string): Locator {
  return page.getByRole('group', { name: destination, exact: true });
}
