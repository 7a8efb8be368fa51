import { type Clock, every } from '#lib/clock.ts';
import { calmItems, sameItems } from '#lib/view/calm-order.ts';
import type { OverviewItem, OverviewList } from '#lib/view/overview-list.ts';

/** The rows that are drawn, and what the person asked for (the filter) when they were. */
export interface CalmList {
  items: OverviewItem[];
  context: string;
}

/** How often rows on screen may take a new order, ms. */
const REORDER_EVERY_MS = 3_000;

/**
 * drawCalm is the list to draw next: the rows on screen keep their order (`calmItems`), unless the person asked for something else.
 * Returns `drawn` itself where nothing differs.
 */
export function drawCalm(
  drawn: CalmList,
  wanted: Pick<OverviewList, 'items' | 'counts'>,
  context: string,
): CalmList {
  const isSameContext = drawn.context === context;
  const items = isSameContext ? calmItems(drawn.items, wanted.items, wanted.counts) : wanted.items;
  // The list is what is drawn, so that a row that came a moment ago is one of those that keep their order.
  if (!sameItems(items, drawn.items)) return { items, context };
  return isSameContext ? drawn : { items: drawn.items, context };
}

/**
 * reorderCalmly calls `reorder` every few seconds, but never while the list is in use, so that no row moves under a click. Returns
 * what ends it.
 */
export function reorderCalmly(clock: Clock, isInUse: () => boolean, reorder: () => void): () => void {
  return every(clock, REORDER_EVERY_MS, () => {
    if (!isInUse()) reorder();
  });
}
