import { type Clock, every } from '#lib/clock.ts';
import { calmItems, sameItems } from '#lib/view/calm-order.ts';
import type { OverviewItem, OverviewList } from '#lib/view/overview-list.ts';

/** The rows that are drawn, and the filter that was in effect when they were drawn. */
export interface CalmList {
  items: OverviewItem[];
  context: string;
}

/** Minimum interval between reorderings of the rows on screen, ms. */
const REORDER_EVERY_MS = 3_000;

/**
 * drawCalm returns the list to draw next. The rows on screen keep their order (`calmItems`), unless the filter changed. Returns `drawn`
 * itself when nothing differs.
 */
export function drawCalm(
  drawn: CalmList,
  sorted: Pick<OverviewList, 'items' | 'counts'>,
  context: string,
): CalmList {
  const isSameContext = drawn.context === context;
  const items = isSameContext ? calmItems(drawn.items, sorted.items, sorted.counts) : sorted.items;
  // The drawn list is the reference, so that a row that just arrived also keeps its order.
  if (!sameItems(items, drawn.items)) return { items, context };
  return isSameContext ? drawn : { items: drawn.items, context };
}

/**
 * reorderCalmly calls `reorder` every few seconds, but never while the list is in use, so that no row moves under a click. Returns a
 * function that stops it.
 */
export function reorderCalmly(clock: Clock, isInUse: () => boolean, reorder: () => void): () => void {
  return every(clock, REORDER_EVERY_MS, () => {
    if (!isInUse()) reorder();
  });
}
