'use client';
import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { OverviewItem } from '#lib/view/overview-list.ts';

type List = RefObject<HTMLElement | null>;
type RowVirtualizer = Virtualizer<Window, Element>;

interface SteadyList {
  items: readonly OverviewItem[];
  /** Changes whenever the content of the rows does. */
  content: unknown;
  /** Whether the rows are in the page's normal flow, where no row needs to be held in place. */
  flows: boolean;
  virtualizer: RowVirtualizer;
  list: List;
}

/** The last commit: the items, and where each drawn row began on the page, in CSS pixels. */
interface Drawn {
  items: readonly OverviewItem[];
  starts: ReadonlyMap<string, number>;
}

/**
 * useSteadyPlace keeps the row under the pointer, or the focused row, at its place on the screen when rows appear above it or change
 * height: it scrolls the page by as much as the row moved, before the next paint. Without such a row the virtualizer decides what to
 * scroll by. The returned callback makes that decision; assign it to the virtualizer before the rows are drawn and measured.
 */
export function useSteadyPlace({
  items,
  content,
  flows,
  virtualizer,
  list,
}: SteadyList): RowVirtualizer['shouldAdjustScrollPositionOnItemSizeChange'] {
  const drawn = useRef<Drawn | null>(null);
  const pointed = usePointedRow(list);
  useLayoutEffect(() => {
    // Measuring a row only after the paint would visibly move the rows below it.
    for (const row of list.current?.children ?? []) virtualizer.measureElement(row);
    // oxlint-disable-next-line react/exhaustive-deps -- measure again when the content of the rows changes
  }, [items, content, virtualizer, list]);
  useLayoutEffect(() => {
    const last = drawn.current;
    drawn.current = flows ? null : { items, starts: startsOfDrawn(items, virtualizer) };
    const key = heldRow(pointed.current, list);
    if (last === null || flows || key === null) return;
    const was = last.starts.get(key);
    const is = startOf(key, items, virtualizer);
    if (was === undefined || is === undefined) return;
    // Do not follow a row that moves up the list: the user would lose the place they are looking at.
    if (is > was || items === last.items) window.scrollBy(0, is - was);
  });
  return ({ end }, _delta, { scrollOffset }) => {
    const held = heldRow(pointed.current, list);
    const isHeld = held !== null && drawn.current?.starts.has(held) === true;
    // Rows in the page's flow are placed by their real heights, so measuring one moves nothing that would need a scroll adjustment, and a
    // click during page load must hit the row it was aimed at.
    return !flows && !isHeld && end <= (scrollOffset ?? 0);
  };
}

/** usePointedRow returns the key of the row under the mouse; null for none, and for touch. */
function usePointedRow(list: List): RefObject<string | null> {
  const pointed = useRef<string | null>(null);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    // Reordered rows leave the DOM for a moment, and `:hover` is lost with them, so remember the row under the pointer.
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
  return pointed;
}

function heldRow(pointed: string | null, list: List): string | null {
  return pointed ?? list.current?.querySelector('[data-key]:focus')?.getAttribute('data-key') ?? null;
}

function startsOfDrawn(
  items: readonly OverviewItem[],
  virtualizer: RowVirtualizer,
): ReadonlyMap<string, number> {
  return new Map(
    virtualizer.getVirtualItems().flatMap(({ index }) => {
      const item = items[index];
      const start = virtualizer.measurementsCache[index]?.start;
      return item?.type === 'row' && start !== undefined ? [[item.key, start] as const] : [];
    }),
  );
}

function startOf(
  key: string,
  items: readonly OverviewItem[],
  virtualizer: RowVirtualizer,
): number | undefined {
  const index = items.findIndex((item) => item.type === 'row' && item.key === key);
  return virtualizer.measurementsCache[index]?.start;
}
