'use client';
import { type KeyboardEvent, useRef } from 'react';
import { useShortcuts } from '#components/keys/shortcuts.ts';
import { classNames } from '#components/ui/class-names.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { ATTENTION_ORDER } from '#lib/view/attention-order.ts';
import type { AttentionState } from '#lib/view/models/service-summary.ts';
import type { LoadedPart, OverviewList } from '#lib/view/overview-list.ts';
import { STATE_WORDS } from './state-words.ts';

interface OverviewFilterBarProps {
  list: OverviewList;
  /** What is known while some Services are still loading; null once all have arrived. */
  part: LoadedPart | null;
  text: string;
  namespace: string | null;
  state: AttentionState | null;
  onText: (text: string) => void;
  onNamespace: (namespace: string | null) => void;
  onState: (state: AttentionState | null) => void;
  /** Moves the focus from the filter to the first row. */
  onEnterList: () => void;
}

/** OverviewFilterBar filters the overview by text, namespace and state, and counts each state. */
export function OverviewFilterBar(props: OverviewFilterBarProps) {
  const { list, part, text, namespace, state } = props;
  const input = useRef<HTMLInputElement>(null);
  useShortcuts((key) => {
    if (key !== '/') return false;
    input.current?.focus();
    input.current?.select();
    return true;
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (text === '') input.current?.blur();
      props.onText('');
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      props.onEnterList();
    }
  };
  return (
    <search className="no-print flex flex-wrap items-center gap-2">
      <div className="relative min-w-0 flex-1 basis-72">
        <input
          ref={input}
          type="search"
          aria-label="Filter Services"
          placeholder="Filter by name, tag, image, person, label=value…"
          value={text}
          onChange={(event) => props.onText(event.target.value)}
          onKeyDown={onKeyDown}
          className="field h-9 w-full pl-3 pr-9 max-md:h-11 max-md:text-base"
        />
        {text === '' ? (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-ink-3">
            <Kbd>/</Kbd>
          </span>
        ) : null}
      </div>
      <select
        aria-label="Namespace"
        value={namespace ?? ''}
        onChange={(event) => props.onNamespace(event.target.value === '' ? null : event.target.value)}
        className="field h-9 max-w-52 max-md:h-11 max-md:max-w-none max-md:flex-1"
      >
        <option value="">all namespaces</option>
        {namespace === null || list.namespaces.includes(namespace) ? null : <option>{namespace}</option>}
        {list.namespaces.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <fieldset
        aria-label="State"
        className="flex min-w-0 gap-1.5 max-lg:w-full max-lg:overflow-x-auto max-lg:p-0.5"
      >
        <StateFilter
          label="All"
          count={
            part === null || list.matching < part.loaded
              ? countText(list.matching, part === null ? 'all' : 'some')
              : `${part.loaded.toLocaleString('en')} of ${part.total.toLocaleString('en')}`
          }
          on={state === null}
          onPress={() => props.onState(null)}
        />
        {ATTENTION_ORDER.map((attention) => (
          <StateFilter
            key={attention}
            label={STATE_WORDS[attention].title}
            meaning={STATE_WORDS[attention].meaning}
            count={countText(list.counts[attention], part?.known[attention] ?? 'all')}
            isNone={list.counts[attention] === 0 && (part?.known[attention] ?? 'all') === 'all'}
            on={state === attention}
            onPress={() => props.onState(state === attention ? null : attention)}
          />
        ))}
      </fieldset>
    </search>
  );
}

/** countText formats a state's count; `3+` where more may come, `…` where none has arrived yet. */
export function countText(count: number, known: LoadedPart['known'][AttentionState]): string {
  if (known === 'none') return '…';
  return `${count.toLocaleString('en')}${known === 'some' ? '+' : ''}`;
}

interface StateFilterProps {
  label: string;
  meaning?: string;
  count: string;
  isNone?: boolean;
  on: boolean;
  onPress: () => void;
}

function StateFilter({ label, meaning, count, isNone = false, on, onPress }: StateFilterProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      title={meaning}
      onClick={onPress}
      className={classNames(
        'inline-flex h-9 shrink-0 items-center gap-1.5 rounded-[7px] border px-2.5 text-xs whitespace-nowrap max-md:h-10',
        on ? 'border-ink bg-ink text-bg' : 'border-line-strong bg-panel hover:bg-hover',
        !on && isNone && 'text-ink-3',
      )}
    >
      {label} <b className="min-w-2 font-semibold">{count}</b>
    </button>
  );
}
