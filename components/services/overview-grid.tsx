'use client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { classNames } from '#components/ui/class-names.ts';
import { useHydrated, useMedia } from '#components/ui/use-media.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import type { LoadedPart, OverviewItem } from '#lib/view/overview-list.ts';
import { countText } from './overview-filter-bar.tsx';
import { OVERVIEW_COLUMNS, ServiceRow } from './service-row.tsx';
import { STATE_WORDS } from './state-words.ts';
import { useSteadyPlace } from './use-steady-place.ts';

interface OverviewGridProps {
  cluster: string;
  items: OverviewItem[];
  services: ReadonlyMap<string, ServiceSummary>;
  /** What is known while some Services are still loading; null once all have arrived. */
  part: LoadedPart | null;
  list: RefObject<HTMLDivElement | null>;
  /** A row to scroll to and focus; null when none is requested. */
  focusKey: string | null;
  onShown: () => void;
}

/** Estimated row height before measuring: on wide screens, and as a card. */
const ROW_HEIGHT = { wide: 58, card: 132 };
const GROUP_HEIGHT = 34;
const HEADERS = ['Service', 'Traffic', 'Pods', 'Latest revision', 'Why · last change'];
/** Assumed window size until it is known. */
const FIRST_SCREEN = { width: 1_280, height: 1_000 };
/** The row that was opened last; going back to the overview focuses it again. */
let lastOpened: string | null = null;

/**
 * OverviewGrid draws the visible rows of a list of any length; arrows, j and k move between them, Enter opens. Server-rendered and
 * printed rows are in the page's normal flow, where row heights are unknown.
 */
export function OverviewGrid(props: OverviewGridProps) {
  const { cluster, items, services, part, list, focusKey, onShown } = props;
  const inFlow = !useHydrated();
  const printing = useMedia('print', false);
  const isWide = useMedia('(min-width: 64rem)', true);
  const flows = inFlow || printing;
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- the list's place on the page is known only after layout
    setTop(list.current?.offsetTop ?? 0);
  }, [list, isWide]);
  // oxlint-disable-next-line react/incompatible-library -- its result is read in this component only, never memoized
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) =>
      items[index]?.type === 'group' ? GROUP_HEIGHT : ROW_HEIGHT[isWide ? 'wide' : 'card'],
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : item.type === 'group' ? `group ${item.state}` : item.key;
    },
    initialRect: FIRST_SCREEN,
    // Keep fractions of a pixel: rounding errors add up, and the rows would be in other places than in the flow.
    measureElement: (element, entry) =>
      entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height,
    overscan: 8,
    scrollMargin: top,
  });
  const [focused, setFocused] = useState<string | null>(null);
  const firstRow = items.find((item) => item.type === 'row');
  const tabStop =
    focused !== null && services.has(focused) ? focused : firstRow?.type === 'row' ? firstRow.key : null;
  const goTo = (index: number, align: 'auto' | 'center') => {
    const item = items[index];
    if (item?.type !== 'row') return;
    virtualizer.scrollToIndex(index, { align });
    setFocused(item.key);
    requestAnimationFrame(() => {
      list.current
        ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(item.key)}"]`)
        ?.focus({ preventScroll: true });
    });
  };
  const focusAt = (from: number, step: number) => {
    let index = from + step;
    while (items[index]?.type === 'group') index += step > 0 ? 1 : -1;
    goTo(index, 'auto');
  };
  const indexOf = (key: string | null) => items.findIndex((item) => item.type === 'row' && item.key === key);
  useEffect(() => {
    const at = indexOf(focusKey);
    if (at < 0) return;
    goTo(at, 'center');
    onShown();
  });
  useEffect(() => {
    // Before the first layout there is nothing to focus, and if the user has already moved on, the focus must not be taken back.
    if (lastOpened === null || document.activeElement !== document.body) return;
    const at = indexOf(lastOpened);
    lastOpened = null;
    if (at >= 0) goTo(at, 'auto');
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the list exists
  }, []);
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
  // Called in any case: without it the virtualizer does not keep the heights that it measures in the flow.
  const inSight = virtualizer.getVirtualItems();
  const places = flows
    ? items.map((_, index) => ({ index, start: null }))
    : inSight.map(({ index, start }) => ({ index, start }));
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = useSteadyPlace({
    items,
    content: services,
    flows,
    virtualizer,
    list,
  });
  return (
    // oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows are outside table layout
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
      <div
        ref={list}
        role="rowgroup"
        data-focus-home=""
        className="relative"
        style={flows ? undefined : { height: virtualizer.getTotalSize() }}
      >
        {places.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const common = {
            ref: virtualizer.measureElement,
            'data-index': index,
            'aria-rowindex': index + 2,
            style:
              start === null
                ? undefined
                : { transform: `translateY(${start - virtualizer.options.scrollMargin}px)` },
          };
          const place = start === null ? 'relative' : 'absolute inset-x-0 top-0';
          if (item.type === 'group') {
            return (
              <div
                key={`group ${item.state}`}
                role="row"
                {...common}
                className={classNames(
                  'flex h-[34px] items-center gap-2 border-t border-line bg-sunk px-5 text-xs max-md:px-3.5',
                  place,
                )}
              >
                <span role="gridcell" aria-colspan={HEADERS.length}>
                  <span className="font-semibold">{STATE_WORDS[item.state].title}</span>{' '}
                  <span className="text-ink-3">
                    {countText(item.count, part?.known[item.state] ?? 'all')}
                  </span>
                </span>
              </div>
            );
          }
          const service = services.get(item.key);
          if (service === undefined) return null;
          return (
            <div
              key={item.key}
              role="row"
              tabIndex={item.key === tabStop ? 0 : -1}
              data-key={item.key}
              onFocus={() => setFocused(item.key)}
              onClickCapture={() => {
                lastOpened = item.key;
              }}
              onKeyDown={(event) => onKeyDown(event, index)}
              {...common}
              className={classNames(
                'grid min-h-[58px] grid-cols-[1fr_auto] items-center gap-x-5 gap-y-1.5 border-t border-line px-5 py-2 -outline-offset-2 hover:bg-hover max-md:px-3.5 max-lg:py-3',
                OVERVIEW_COLUMNS,
                place,
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
