'use client';
import type { KeyboardEvent } from 'react';
import { Age } from '#components/ui/age.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { ChevronIcon } from '#components/ui/icons.tsx';
import { formatPercent } from '#lib/format/percent.ts';
import type { TreeRow } from '#lib/view/tree-rows.ts';

export const TREE_COLUMNS = 'md:grid-cols-[minmax(0,1fr)_64px_minmax(120px,220px)_64px]';

interface TreeLineProps {
  row: TreeRow;
  tabStop: boolean;
  selected: boolean;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onToggle: () => void;
  onOpen: () => void;
}

const READY_TONES = {
  ok: 'text-ok',
  bad: 'text-bad',
  warn: 'text-warn',
  info: 'text-info',
  idle: 'text-ink-3',
};

/** TreeLine is one object: kind and name, ready, reason, age, as `kubectl tree` prints them. */
export function TreeLine({ row, tabStop, selected, ...on }: TreeLineProps) {
  const { node, level, expanded } = row;
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={selected}
      {...(expanded === null ? {} : { 'aria-expanded': expanded })}
      tabIndex={tabStop ? 0 : -1}
      data-uid={node.uid}
      data-kind={node.kind}
      onFocus={on.onFocus}
      onKeyDown={on.onKeyDown}
      onClick={on.onOpen}
      className={classNames(
        'grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1 text-sm -outline-offset-2 hover:bg-hover max-md:py-2',
        TREE_COLUMNS,
        selected && 'bg-accent-bg hover:bg-accent-bg',
        !row.matches && 'opacity-75',
      )}
    >
      <span className="flex min-w-0 items-center">
        <span aria-hidden="true" className="flex shrink-0 self-stretch">
          {Array.from({ length: level - 1 }, (_, depth) => (
            <i
              key={depth}
              className={classNames(
                'w-4.5 md:w-5',
                depth === level - 2 || row.trunks[depth + 1] === true
                  ? 'border-l border-line-strong ml-2 -mr-2'
                  : '',
              )}
            />
          ))}
        </span>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            on.onToggle();
          }}
          className={classNames(
            'inline-flex size-6 shrink-0 items-center justify-center rounded text-ink-3 hover:text-ink',
            expanded === null && 'invisible',
          )}
        >
          <ChevronIcon open={expanded === true} size={12} />
        </button>
        <span className="shrink-0 text-ink-2">{node.kind}</span>
        <span className="text-ink-3">/</span>
        <span
          className="mono min-w-0 truncate text-[12.5px]"
          title={`${node.apiVersion} ${node.kind} ${node.namespace}/${node.name}`}
        >
          {node.name}
        </span>
        {node.percent === null ? null : (
          <Chip tone={node.percent > 0 ? 'accent' : 'plain'} size="small" className="ml-2 shrink-0">
            {formatPercent(node.percent)} routed
          </Chip>
        )}
        {node.deleting ? (
          <Chip tone="bad" size="small" className="ml-2 shrink-0">
            deleting
          </Chip>
        ) : null}
      </span>
      <span className={classNames('text-xs', node.tone === null ? 'text-ink-3' : READY_TONES[node.tone])}>
        <span className="sr-only">ready </span>
        {node.ready ?? '-'}
      </span>
      <span
        className="truncate text-xs text-ink-2 max-md:col-start-1 max-md:row-start-2 max-md:pl-8"
        title={node.reason}
      >
        {node.reason}
      </span>
      <Age
        at={node.createdAt}
        focusable={false}
        className="text-right text-xs text-ink-3 max-md:col-start-2 max-md:row-start-2"
      />
    </div>
  );
}
