'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import { type CalmList, drawCalm, reorderCalmly } from '#lib/view/calm-list.ts';
import { sameItems } from '#lib/view/calm-order.ts';
import type { OverviewItem, OverviewList } from '#lib/view/overview-list.ts';

/**
 * useCalmOrder keeps the order of rows stable while data stream: rows on screen reorder at most every few seconds, and never while the
 * pointer is over the list or the focus is in it, so that no row moves under a click. Rows that are new, gone or failing move immediately
 * (`calmItems`). `context` identifies what the user asked for (the filter): when it changes, the new order applies immediately. `release`
 * applies the new order now.
 */
export function useCalmOrder(
  { items, counts }: Pick<OverviewList, 'items' | 'counts'>,
  context: string,
  list: RefObject<HTMLElement | null>,
): { items: OverviewItem[]; release: () => void } {
  const [shown, setShown] = useState<CalmList>({ items, context });
  const latest = useRef(items);
  const drawn = drawCalm(shown, { items, counts }, context);
  if (drawn !== shown) setShown(drawn);
  const pending = !sameItems(drawn.items, items);
  useEffect(() => {
    latest.current = items;
  }, [items]);
  useEffect(() => {
    if (!pending) return undefined;
    return reorderCalmly(
      browserClock,
      () => isInUse(list.current),
      () => setShown({ items: latest.current, context }),
    );
  }, [context, pending, list]);
  return { items: drawn.items, release: () => setShown({ items, context }) };
}

/** A touch leaves `:hover` behind where it was: only a pointer that can hover rests on something. */
function isInUse(element: HTMLElement | null): boolean {
  if (element === null) return false;
  const rests = window.matchMedia('(hover: hover)').matches && element.matches(':hover');
  return rests || element.contains(document.activeElement);
}
