'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useLayoutEffect, useState } from 'react';
import { classNames } from '#components/ui/class-names.ts';
import type { OverviewItem } from '#lib/view/overview-list.ts';
import type { ServiceSummary } from '#lib/view/types.ts';
import { OVERVIEW_COLUMNS, ServiceRow } from './service-row.tsx';
import { STATE_WORDS } from './state-words.ts';

interface OverviewGridProps {
  cluster: string;
  items: OverviewItem[];
  services: ReadonlyMap<string, ServiceSummary>;
  list: RefObject<HTMLDivElement | null>;
}

const ROW_HEIGHT = 62;
const GROUP_HEIGHT = 34;
const HEADERS = ['Service', 'Traffic', 'Pods', 'Latest revision', 'Why · last change'];
/** What the server renders with: enough for the first screen. */
const FIRST_SCREEN = { width: 1_280, height: 1_000 };

/** OverviewGrid draws the rows that are in sight of a list of any length; arrows, j and k move between them, Enter opens. */
export function OverviewGrid({ cluster, items, services, list }: OverviewGridProps) {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- the list's place on the page is known after layout only
    setTop(list.current?.offsetTop ?? 0);
  }, [list]);
  // oxlint-disable-next-line react/incompatible-library -- its result is read in this component only, never memoised
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => (items[index]?.type === 'group' ? GROUP_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : item.type === 'group' ? `group ${item.state}` : item.key;
    },
    initialRect: FIRST_SCREEN,
    overscan: 8,
    scrollMargin: top,
  });
  const [focused, setFocused] = useState<string | null>(null);
  const firstRow = items.find((item) => item.type === 'row');
  const tabStop =
    focused !== null && services.has(focused) ? focused : firstRow?.type === 'row' ? firstRow.key : null;
  const focusAt = (from: number, step: number) => {
    let index = from + step;
    while (items[index]?.type === 'group') index += step > 0 ? 1 : -1;
    const item = items[index];
    if (item?.type !== 'row') return;
    virtualizer.scrollToIndex(index, { align: 'auto' });
    setFocused(item.key);
    requestAnimationFrame(() => {
      list.current
        ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(item.key)}"]`)
        ?.focus({ preventScroll: true });
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, index: number) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === 'Enter') event.currentTarget.querySelector<HTMLElement>('[data-row-link]')?.click();
    else if (event.key === 'Home') focusAt(-1, 1);
    else if (event.key === 'End') focusAt(items.length, -1);
    else {
      const step = STEPS[event.key];
      if (step === undefined) return;
      focusAt(index, step);
    }
    event.preventDefault();
  };
  return (
    // oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows stand outside of table layout
    <div className="panel" role="grid" aria-label="Services" aria-rowcount={items.length + 1}>
      <div
        role="row"
        aria-rowindex={1}
        className={`hidden gap-x-5 px-5 py-2 text-2xs text-ink-3 lg:grid ${OVERVIEW_COLUMNS}`}
      >
        {HEADERS.map((header) => (
          <span key={header} role="columnheader">
            {header}
          </span>
        ))}
      </div>
      <div ref={list} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((place) => {
          const item = items[place.index];
          if (item === undefined) return null;
          const style = { transform: `translateY(${place.start - virtualizer.options.scrollMargin}px)` };
          const common = { ref: virtualizer.measureElement, 'data-index': place.index, style };
          if (item.type === 'group') {
            return (
              <div
                key={place.key}
                role="row"
                aria-rowindex={place.index + 2}
                {...common}
                className="absolute inset-x-0 top-0 flex h-[34px] items-center gap-2 border-t border-line bg-sunk px-5 text-xs max-md:px-3.5"
              >
                <span role="gridcell" aria-colspan={HEADERS.length}>
                  <span className="font-semibold">{STATE_WORDS[item.state].title}</span>{' '}
                  <span className="text-ink-3">{item.count.toLocaleString('en')}</span>
                </span>
              </div>
            );
          }
          const service = services.get(item.key);
          if (service === undefined) return null;
          return (
            <div
              key={place.key}
              role="row"
              aria-rowindex={place.index + 2}
              tabIndex={item.key === tabStop ? 0 : -1}
              data-key={item.key}
              onFocus={() => setFocused(item.key)}
              onKeyDown={(event) => onKeyDown(event, place.index)}
              {...common}
              className={classNames(
                'absolute inset-x-0 top-0 grid min-h-[62px] grid-cols-[1fr_auto] items-center gap-x-5 gap-y-1.5 border-t border-line px-5 py-2 -outline-offset-2 hover:bg-hover max-md:px-3.5 max-lg:py-3',
                OVERVIEW_COLUMNS,
              )}
            >
              <ServiceRow cluster={cluster} service={service} />
            </div>
          );
        })}
      </div>
    </div>
    // oxlint-enable jsx-a11y/prefer-tag-over-role
  );
}

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10 };
