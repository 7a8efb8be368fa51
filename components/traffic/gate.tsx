'use client';
import { useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { RowKey } from '#lib/knative/traffic-rows.ts';
import { type GateRow, participants } from '#lib/traffic-draft/gate-rows.ts';
import type { PodView } from '#lib/view/types.ts';
import type { GateActions } from './gate-actions.ts';
import { GateBar } from './gate-bar.tsx';
import { GateRibbons } from './gate-ribbons.tsx';
import { RoutedRail } from './routed-rail.tsx';
import { ROW_COLUMNS, TrafficRow } from './traffic-row.tsx';
import { useRowBoxes } from './use-row-boxes.ts';

export interface GateProps {
  rows: GateRow[];
  shown: GateRow[];
  folded: number;
  unfolded: boolean;
  onToggleFold: () => void;
  podsOf: (revision: string) => PodView[];
  urls: ReadonlyMap<string, string>;
  service: string;
  tagErrors: ReadonlyMap<string, string>;
  rowErrors: ReadonlyMap<RowKey, string>;
  latestReady: string | null;
  locked: ReadonlySet<RowKey>;
  focusedRow: RowKey | null;
  disabled: boolean;
  actions: GateActions;
}

const FLOW_WIDTH = 168;
const BAR_LEFT = 24;
const BAR_WIDTH = 24;
const BAR_INSET = 10;

/** Gate is the bar, its ribbons and the rows they lead to; on narrow screens the bar lies above the rows. */
export function Gate(props: GateProps) {
  const { rows, shown, actions, disabled } = props;
  const list = useRef<HTMLDivElement>(null);
  const boxes = useRowBoxes(list, shown.map((row) => row.key).join(' '));
  const bar = participants(rows);
  const order = rows.map((row) => row.key);
  const holders = new Map(rows.flatMap((row) => row.tags.map((tag) => [tag, row.key] as const)));
  const barHeight = boxes === null ? null : Math.max(40, boxes.height - 2 * BAR_INSET);
  return (
    <div>
      <div className="px-4 py-3 lg:hidden">
        <GateBar rows={bar} direction="row" length={null} disabled={disabled} actions={actions} />
      </div>
      <div className={`hidden gap-x-4 pt-2 pr-4 pb-1.5 text-2xs text-ink-3 lg:grid lg:pl-45 ${ROW_COLUMNS}`}>
        <span>Revision</span>
        <span>Traffic asked for</span>
        <span>Routed now</span>
        <span>Pods</span>
        <span>Conditions</span>
      </div>
      <div className="relative lg:grid lg:grid-cols-[168px_1fr]">
        <div className="relative hidden lg:block">
          {boxes === null || barHeight === null ? null : (
            <>
              <RoutedRail rows={rows} left={BAR_LEFT - 9} top={BAR_INSET} height={barHeight} />
              <div
                className="absolute"
                style={{ left: BAR_LEFT, top: BAR_INSET, height: barHeight, width: BAR_WIDTH }}
              >
                <GateBar
                  rows={bar}
                  direction="column"
                  length={barHeight}
                  disabled={disabled}
                  actions={actions}
                />
              </div>
              <div className="absolute inset-y-0" style={{ left: BAR_LEFT + BAR_WIDTH }}>
                <GateRibbons
                  rows={bar}
                  boxes={boxes}
                  bar={{ top: BAR_INSET, height: barHeight }}
                  width={FLOW_WIDTH - BAR_LEFT - BAR_WIDTH}
                />
              </div>
            </>
          )}
        </div>
        <div ref={list} className="min-w-0">
          {shown.map((row) => (
            <TrafficRow
              key={row.key}
              row={row}
              pods={row.revisionName === null ? [] : props.podsOf(row.revisionName)}
              order={order}
              holders={holders}
              urls={props.urls}
              errors={props.tagErrors}
              service={props.service}
              rowError={props.rowErrors.get(row.key) ?? null}
              latestReady={props.latestReady}
              locked={props.locked.has(row.key)}
              focused={props.focusedRow === row.key}
              disabled={disabled}
              actions={actions}
            />
          ))}
        </div>
      </div>
      {props.folded === 0 && !props.unfolded ? null : (
        <div className="border-t border-line px-4 py-2 lg:pl-45">
          <Button variant="ghost" size="small" aria-expanded={props.unfolded} onClick={props.onToggleFold}>
            {props.unfolded
              ? 'Fold revisions without traffic'
              : `Show ${props.folded} more revisions without traffic`}
          </Button>
        </div>
      )}
    </div>
  );
}
