'use client';
import { useDeferredValue, useMemo, useRef } from 'react';
import { useUrlParam } from '#components/shell/use-url-param.ts';
import { useUrlText } from '#components/shell/use-url-text.ts';
import { Button } from '#components/ui/button.tsx';
import { parseState, toOverviewList } from '#lib/view/overview-list.ts';
import type { ServiceSummary } from '#lib/view/types.ts';
import { OverviewFilterBar } from './overview-filter-bar.tsx';
import { OverviewGrid } from './overview-grid.tsx';
import { useCalmOrder } from './use-calm-order.ts';

interface OverviewProps {
  cluster: string;
  services: ReadonlyMap<string, ServiceSummary>;
}

/** Overview lists every Service the person may see, those in need of attention first. The filter is part of the address. */
export function Overview({ cluster, services }: OverviewProps) {
  const [text, setText] = useUrlText('q');
  const [namespace, setNamespace] = useUrlParam('ns');
  const [stateText, setState] = useUrlParam('state');
  const state = parseState(stateText);
  const wantedText = useDeferredValue(text);
  const grid = useRef<HTMLDivElement>(null);
  const list = useMemo(
    () => toOverviewList(services.values(), { text: wantedText, namespace, state }),
    [services, wantedText, namespace, state],
  );
  const context = `${wantedText}\n${namespace ?? ''}\n${state ?? ''}`;
  const { items } = useCalmOrder(list.items, context, grid);
  const enterList = () => grid.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <h1 className="sr-only">Services of {cluster}</h1>
      <OverviewFilterBar
        list={list}
        text={text}
        namespace={namespace}
        state={state}
        onText={setText}
        onNamespace={setNamespace}
        onState={setState}
        onEnterList={enterList}
      />
      {items.length === 0 ? (
        <div className="panel px-6 py-14 text-center">
          <p className="font-medium">No Service matches.</p>
          <p className="mt-1 text-sm text-ink-2">
            {services.size.toLocaleString('en')} {services.size === 1 ? 'Service is' : 'Services are'} hidden
            by the filter.
          </p>
          <Button
            className="mt-4"
            onClick={() => {
              setText('');
              setNamespace(null);
              setState(null);
            }}
          >
            Clear the filter
          </Button>
        </div>
      ) : (
        <OverviewGrid cluster={cluster} items={items} services={services} list={grid} />
      )}
      <p aria-live="polite" className="sr-only">
        {list.matching} Services match
      </p>
    </div>
  );
}
