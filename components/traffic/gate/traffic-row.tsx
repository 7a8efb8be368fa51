'use client';
import { memo, type ReactNode, useId } from 'react';
import { ReplicaCount } from '#components/revisions/replica-count.tsx';
import { fillClass } from '#components/revisions/segment-style.ts';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { LockIcon } from '#components/ui/icons.tsx';
import { sameValue } from '#lib/same-value.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import { LATEST, type RowKey } from '#lib/traffic/rows.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { GateActions } from './gate-actions.ts';
import { RoutedFact, RowFacts, RowMarks } from './row-facts.tsx';
import { RowHealth } from './row-health.tsx';
import { ShareInput } from './share-input.tsx';
import { ShareSlider } from './share-slider.tsx';
import { TagChips } from './tag-chips.tsx';

export const ROW_COLUMNS =
  'lg:grid-cols-[minmax(220px,1.6fr)_minmax(220px,1.1fr)_minmax(92px,0.5fr)_minmax(96px,0.6fr)_minmax(92px,0.5fr)]';

interface TrafficRowProps {
  row: GateRow;
  pods: PodView[];
  order: RowKey[];
  holders: ReadonlyMap<string, RowKey>;
  urls: ReadonlyMap<string, string>;
  errors: ReadonlyMap<string, string>;
  /** The Service's name, which is part of a tag's host name, together with the tag. */
  service: string;
  rowError: string | null;
  latestReady: string | null;
  locked: boolean;
  focused: boolean;
  disabled: boolean;
  actions: GateActions;
}

/**
 * TrafficRow shows everything about one destination: its name, desired share, routed share, pods and health. A drag gives every row new
 * props many times a second; only a row with actual changes rerenders.
 */
export const TrafficRow = memo(TrafficRowContent, sameValue);

function TrafficRowContent(props: TrafficRowProps) {
  const { row, pods, order, locked, focused, disabled, actions } = props;
  const id = useId();
  const set =
    (control: string, type: 'setShare' | 'typeShare' = 'setShare') =>
    (percent: number) =>
      actions.dispatch({ type, gesture: `${control}:${id}`, key: row.key, percent, order });
  const end = () => actions.dispatch({ type: 'endGesture' });
  const fixed = disabled || locked;
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset cannot be a grid container in every browser
      role="group"
      aria-label={row.key}
      tabIndex={-1}
      data-row-key={row.key}
      onFocusCapture={() => actions.focusRow(row.key)}
      className={classNames(
        'grid grid-cols-3 items-start gap-x-4 gap-y-2 border-t border-line px-4 py-3 transition-colors lg:min-h-19 lg:items-center lg:py-2.5 lg:pl-3',
        ROW_COLUMNS,
        focused && 'bg-hover',
      )}
    >
      <div className="col-span-full min-w-0 lg:col-span-1">
        <div className="flex min-w-0 items-center gap-2">
          <span
            aria-hidden="true"
            className={classNames('data-mark size-2.5 shrink-0 rounded-[3px]', fillClass(row))}
          />
          <RowName row={row} actions={actions} />
          <RowMarks row={row} />
        </div>
        <RowFacts row={row} />
        {row.revision !== null || row.key === LATEST || disabled || !row.isListed ? null : (
          <Button size="small" className="mt-1.5" onClick={() => actions.removeRow(row.key)}>
            Remove this target
          </Button>
        )}
        <TagChips
          row={row}
          holders={props.holders}
          destinations={order}
          urls={props.urls}
          errors={props.errors}
          service={props.service}
          disabled={disabled}
          actions={actions}
        />
        {props.rowError === null ? null : (
          <p role="alert" className="mt-1 text-xs text-bad wrap-anywhere">
            {props.rowError}
          </p>
        )}
      </div>
      <div className="col-span-full flex items-center gap-3 lg:col-span-1">
        <ShareSlider row={row} disabled={fixed} onChange={set('slider')} onEnd={end} />
        <ShareInput
          row={row}
          disabled={fixed}
          onType={set('number', 'typeShare')}
          onStep={set('number')}
          onEnd={end}
        />
        <button
          type="button"
          aria-pressed={locked}
          aria-label={`Lock ${row.key} at ${row.percent} %`}
          title={locked ? 'Locked: edits to other rows do not change it' : 'Lock at this percent'}
          disabled={disabled}
          onClick={() => actions.dispatch({ type: 'toggleLock', key: row.key })}
          className={classNames(
            'inline-flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-hover disabled:text-ink-3 max-lg:size-10',
            locked ? 'text-accent' : 'text-ink-3 hover:text-ink',
          )}
        >
          <LockIcon locked={locked} />
        </button>
      </div>
      <Cell name="Routed">
        <RoutedFact row={row} latestReady={props.latestReady} />
      </Cell>
      {row.key === LATEST || row.revision === null ? (
        <div className="max-lg:hidden lg:col-span-2" />
      ) : (
        <>
          <Cell name="Pods">
            <ReplicaCount revision={row.revision} pods={pods} />
          </Cell>
          <Cell name="Conditions">
            <RowHealth revision={row.revision} />
          </Cell>
        </>
      )}
    </div>
  );
}

function RowName({ row, actions }: { row: GateRow; actions: GateActions }) {
  if (row.revision === null || row.key === LATEST) {
    return <span className="mono truncate text-[13px] font-semibold">{row.key}</span>;
  }
  return (
    <button
      type="button"
      title={row.key}
      onClick={() => actions.openRevision(row.key)}
      className="mono min-w-0 truncate rounded text-left text-[13px] font-semibold hover:text-accent hover:underline"
    >
      {row.key}
    </button>
  );
}

/** Narrow screens have no header line, so each cell shows its own name. */
function Cell({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <div className="text-2xs text-ink-3 lg:hidden">{name}</div>
      {children}
    </div>
  );
}
