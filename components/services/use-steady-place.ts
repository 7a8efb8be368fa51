'use client';
import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { OverviewItem } from '#lib/view/overview-list.ts';

type List = RefObject<HTMLElement | null>;
type RowVirtualizer = Virtualizer<Window, Element>;

interface SteadyList {
  items: readonly OverviewItem[];
  /** Changes with what the rows show. */
  content: unknown;
  /** Whether the rows stand in the normal flow of the page, where nothing needs to be held. */
  flows: boolean;
  virtualizer: RowVirtualizer;
  list: List;
}

/** What was drawn last: the items, and where each row in the page began, in CSS pixels. */
interface Drawn {
  items: readonly OverviewItem[];
  starts: ReadonlyMap<string, number>;
}

/**
 * useSteadyPlace keeps the row under the pointer, or the one with the focus, where it is on the screen when rows appear above it or
 * change their height: the page is scrolled by as much as the row moved, before it is painted. Without such a row the virtualizer
 * decides what to scroll by; what is returned tells it when, and is set before the rows are drawn, which measures them.
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
    // A height that is learned after the paint would move the rows below it in sight of the person.
    for (const row of list.current?.children ?? []) virtualizer.measureElement(row);
    // oxlint-disable-next-line react/exhaustive-deps -- measured when what the rows show has changed
  }, [items, content, virtualizer, list]);
  useLayoutEffect(() => {
    const last = drawn.current;
    drawn.current = flows ? null : { items, starts: startsOfDrawn(items, virtualizer) };
    const key = heldRow(pointed.current, list);
    if (last === null || flows || key === null) return;
    const was = last.starts.get(key);
    const is = startOf(key, items, virtualizer);
    if (was === undefined || is === undefined) return;
    // A row that rises in the list is not followed: the person would lose the place that they look at.
    if (is > was || items === last.items) window.scrollBy(0, is - was);
  });
  return ({ end }, _delta, { scrollOffset }) => {
    const held = heldRow(pointed.current, list);
    const isHeld = held !== null && drawn.current?.starts.has(held) === true;
    // Rows in the flow of the page stand where their true heights put them: to learn a height moves nothing that the page would have to
    // be scrolled after, and a click that comes while the page loads must meet the row that it was aimed at.
    return !flows && !isHeld && end <= (scrollOffset ?? 0);
  };
}

/** usePointedRow tells the key of the row that the mouse rests on; null for none, and for a finger. */
function usePointedRow(list: List): RefObject<string | null> {
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
