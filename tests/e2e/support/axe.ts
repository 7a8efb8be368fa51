import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Axe's rules that look at colors; the elements are the same in both schemes. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** Runs axe in both color schemes: every rule in the light one, those about colors in the dark one. */
export async function isAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => violations(checks(page).withTags(TAGS)), { message: 'light' }).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => violations(checks(page).withRules(COLOR_RULES)), { message: 'dark' }).toEqual([]);
}

/** Prepares a run of axe. Legacy mode runs all of it in the page, instead of opening another page for its last step; no page has frames. */
function checks(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}

/** Returns axe's findings, one line each: the rule and the elements. */
async function violations(axe: AxeBuilder): Promise<string[]> {
  const { violations: found } = await axe.analyze();
  return found.map(({ id, nodes }) => {
    const where = nodes.slice(0, 5).map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`);
    return `${id} (${nodes.length}): ${where.join(' | ')}`;
  });
}
