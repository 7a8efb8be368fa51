'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { calmItems, sameItems } from '#lib/view/calm-order.ts';
import type { OverviewItem, OverviewList } from '#lib/view/overview-list.ts';

const REORDER_EVERY_MS = 3_000;

/**
 * useCalmOrder holds the order of rows still while data stream: those on screen take a new order at most every few seconds and
 * never while the pointer is on the list or the focus in it, so that no row moves under a click. What was not there before, what is
 * gone and what fails moves at once (`calmItems`). `context` names what the person asked for (filter): when that changes, the new
 * order counts at once. `release` takes the new order now.
 */
export function useCalmOrder(
  { items, counts }: Pick<OverviewList, 'items' | 'counts'>,
  context: string,
  list: RefObject<HTMLElement | null>,
): { items: OverviewItem[]; release: () => void } {
  const [shown, setShown] = useState({ items, context });
  const latest = useRef(items);
  const calm = shown.context === context ? calmItems(shown.items, items, counts) : items;
  // The list is what is drawn, so that a row that came a moment ago is one of those that are held.
  const current = sameItems(calm, shown.items) ? shown.items : calm;
  if (current !== shown.items || shown.context !== context) setShown({ items: current, context });
  const pending = !sameItems(current, items);
  useEffect(() => {
    latest.current = items;
  }, [items]);
  useEffect(() => {
    if (!pending) return undefined;
    const timer = setInterval(() => {
      if (!isInUse(list.current)) setShown({ items: latest.current, context });
    }, REORDER_EVERY_MS);
    return () => clearInterval(timer);
  }, [context, pending, list]);
  return { items: current, release: () => setShown({ items, context }) };
}

/** A touch leaves `:hover` behind where it was: only a pointer that can hover rests on something. */
function isInUse(element: HTMLElement | null): boolean {
  if (element === null) return false;
  const rests = window.matchMedia('(hover: hover)').matches && element.matches(':hover');
  return rests || element.contains(document.activeElement);
}
