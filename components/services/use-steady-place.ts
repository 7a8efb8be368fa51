'use client';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { OverviewItem } from '#lib/view/overview-list.ts';

type Starts = readonly { start: number }[];

/**
 * useSteadyPlace keeps the row under the pointer, or the one with the focus, where it is on the screen when rows appear above it:
 * the page is scrolled by as much as it moved. `starts` tells where each item begins on the page, in CSS pixels.
 */
export function useSteadyPlace(
  items: readonly OverviewItem[],
  starts: Starts,
  list: RefObject<HTMLElement | null>,
): void {
  const before = useRef<{ items: readonly OverviewItem[]; starts: Starts } | null>(null);
  const pointed = useRef<string | null>(null);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    // Rows that change their order are taken out of the page for a moment, and `:hover` with them: what is pointed at is remembered.
    const over = (event: PointerEvent) => {
      const row = (event.target as Element).closest('[data-key]');
      pointed.current = event.pointerType === 'mouse' ? (row?.getAttribute('data-key') ?? null) : null;
    };
    const leave = () => {
      pointed.current = null;
    };
    element.addEventListener('pointerover', over);
    element.addEventListener('pointerleave', leave);
    return () => {
      element.removeEventListener('pointerover', over);
      element.removeEventListener('pointerleave', leave);
    };
  }, [list]);
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { items, starts };
    if (last === null || last.items === items) return;
    const key =
      pointed.current ?? list.current?.querySelector('[data-key]:focus')?.getAttribute('data-key') ?? null;
    const was = startOf(key, last.items, last.starts);
    const is = startOf(key, items, starts);
    if (key === null || was === undefined || is === undefined || is <= was) return;
    const wanted = was - window.scrollY;
    window.scrollBy(0, is - was);
    // Rows above may turn out higher than they were taken for, once they are drawn in their new place.
    requestAnimationFrame(() => {
      const row = list.current?.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (row !== null && row !== undefined) window.scrollBy(0, row.getBoundingClientRect().top - wanted);
    });
  });
}

function startOf(key: string | null, items: readonly OverviewItem[], starts: Starts): number | undefined {
  const index = key === null ? -1 : items.findIndex((item) => item.type === 'row' && item.key === key);
  return starts[index]?.start;
}
