'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { OverviewItem } from '#lib/view/overview-list.ts';

const REORDER_EVERY_MS = 3_000;

/**
 * useCalmOrder holds the order of rows still while data streams: it takes a new order at most every few seconds and never while
 * the pointer is on the list or the focus in it, so that no row moves under a click. `context` names what the person asked for
 * (filter): when that changes, the new order counts at once. Rows that are gone leave at once.
 */
export function useCalmOrder(
  items: OverviewItem[],
  context: string,
  list: RefObject<HTMLElement | null>,
): { items: OverviewItem[]; pending: boolean } {
  const [shown, setShown] = useState({ items, context });
  const latest = useRef(items);
  const current = shown.context === context ? shown.items : items;
  const pending = !sameItems(current, items);
  useEffect(() => {
    latest.current = items;
  }, [items]);
  useEffect(() => {
    if (shown.context !== context) {
      // oxlint-disable-next-line react/set-state-in-effect -- remembers what this render already shows
      setShown({ items: latest.current, context });
      return undefined;
    }
    if (!pending) return undefined;
    const timer = setInterval(() => {
      const element = list.current;
      if (element?.matches(':hover') === true || element?.contains(document.activeElement) === true) return;
      setShown({ items: latest.current, context });
    }, REORDER_EVERY_MS);
    return () => clearInterval(timer);
  }, [shown.context, context, pending, list]);
  return { items: pending ? stillThere(current, items) : items, pending };
}

function stillThere(shown: OverviewItem[], items: OverviewItem[]): OverviewItem[] {
  if (shown.length === 0) return items;
  const keys = new Set(items.flatMap((item) => (item.type === 'row' ? [item.key] : [])));
  return shown.filter((item) => item.type === 'group' || keys.has(item.key));
}

function sameItems(a: OverviewItem[], b: OverviewItem[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => {
      const other = b[index];
      if (item.type === 'row') return other?.type === 'row' && other.key === item.key;
      return other?.type === 'group' && other.state === item.state && other.count === item.count;
    })
  );
}
