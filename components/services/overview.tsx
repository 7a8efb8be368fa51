'use client';
import { useMemo, useRef, useState } from 'react';
import { AsOf } from '#components/live/as-of.tsx';
import { useTotal } from '#components/live/use-collection.ts';
import { useTitle } from '#components/shell/use-title.ts';
import { useUrlParam } from '#components/shell/use-url-param.ts';
import { useUrlText } from '#components/shell/use-url-text.ts';
import { Button } from '#components/ui/button.tsx';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import { failureWords } from '#lib/view/new-failures.ts';
import { loadedPart, parseState, toOverviewList } from '#lib/view/overview-list.ts';
import { NewFailuresPill } from './new-failures-pill.tsx';
import { OverviewFilterBar } from './overview-filter-bar.tsx';
import { OverviewGrid } from './overview-grid.tsx';
import { useCalmOrder } from './use-calm-order.ts';
import { useNewFailures } from './use-new-failures.ts';

interface OverviewProps {
  cluster: string;
  services: ReadonlyMap<string, ServiceSummary>;
}

/** Overview lists every Service the user may see, those that need attention first. The filter is part of the URL. */
export function Overview({ cluster, services }: OverviewProps) {
  const [text, setText] = useUrlText('q');
  const [namespace, setNamespace] = useUrlParam('ns', 'push');
  const [stateText, setState] = useUrlParam('state', 'push');
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const state = parseState(stateText);
  const grid = useRef<HTMLDivElement>(null);
  // Not deferred: on a busy cluster, updates would interrupt a deferred list over and over, and the filter would never apply.
  const list = useMemo(
    () => toOverviewList(services.values(), { text, namespace, state }),
    [services, text, namespace, state],
  );
  const context = `${text}\n${namespace ?? ''}\n${state ?? ''}`;
  const part = loadedPart(services.values(), useTotal('services'));
  const { items, release } = useCalmOrder(list, context, grid);
  const { fresh, notice } = useNewFailures(services, part === null);
  const freshStates = fresh.flatMap((key) => services.get(key)?.state ?? []);
  const freshWords = failureWords(freshStates);
  useTitle(freshWords === '' ? null : `● ${freshWords}`);
  const clearFilter = () => {
    setText('');
    setNamespace(null);
    setState(null, namespace === null ? 'push' : 'replace');
  };
  const showFailures = () => {
    const listed = new Set(items.flatMap((item) => (item.type === 'row' ? [item.key] : [])));
    if (fresh.some((key) => !listed.has(key))) clearFilter();
    release();
    notice();
    setFocusKey(fresh.at(-1) ?? null);
  };
  const enterList = () => grid.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <h1 className="sr-only">Services in {cluster}</h1>
      <OverviewFilterBar
        list={list}
        part={part}
        text={text}
        namespace={namespace}
        state={state}
        onText={setText}
        onNamespace={setNamespace}
        onState={setState}
        onEnterList={enterList}
      />
      <AsOf className="justify-self-end" />
      <NewFailuresPill
        fresh={fresh}
        words={freshWords}
        isBad={freshStates.includes('failing')}
        onShow={showFailures}
      />
      {items.length === 0 ? (
        <div className="panel px-6 py-14 text-center">
          <p className="font-medium">No Service matches.</p>
          <p className="mt-1 text-sm text-ink-2">
            {services.size.toLocaleString('en')} {services.size === 1 ? 'Service is' : 'Services are'} hidden
            by the filter.
          </p>
          <Button className="mt-4" onClick={clearFilter}>
            Clear the filter
          </Button>
        </div>
      ) : (
        <OverviewGrid
          cluster={cluster}
          items={items}
          services={services}
          part={part}
          list={grid}
          focusKey={focusKey}
          onShown={() => setFocusKey(null)}
        />
      )}
      <p aria-live="polite" className="sr-only">
        {part === null ? `${list.matching} Services match` : ''}
      </p>
    </div>
  );
}
