'use client';
import { useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { toGateBars } from '#lib/traffic/gate/gate-bars.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import type { RowKey } from '#lib/traffic/rows.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { GateActions } from './gate-actions.ts';
import { GateBar, MOST_GRIPS } from './gate-bar.tsx';
import { GateFigures } from './gate-figures.tsx';
import { GateRibbons } from './gate-ribbons.tsx';
import { ROW_COLUMNS, TrafficRow } from './traffic-row.tsx';
import { useRowBoxes, useWidth } from './use-row-boxes.ts';

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
/** Where the bars begin and end next to the rows; to their left are the figures, then the grips. */
const BAR_LEFT = 46;
const BAR_RIGHT = 86;
const FIGURES_RIGHT = 26;
const BAR_INSET = 10;
/** With more rows than this, the bars keep this height, in CSS pixels, and stay visible instead of extending past all of them. */
const MOST_ROWS = 9;
const STEADY_HEIGHT = 420;

/** Gate is the bar, its ribbons and the rows they lead to; on narrow screens the bar is above the rows. */
export function Gate(props: GateProps) {
  const { rows, shown, actions, disabled } = props;
  const list = useRef<HTMLDivElement>(null);
  const across = useRef<HTMLDivElement>(null);
  const acrossLength = useWidth(across);
  const boxes = useRowBoxes(list, shown.map((row) => row.key).join(' '));
  const bars = toGateBars(rows);
  const order = rows.map((row) => row.key);
  const holders = new Map(rows.flatMap((row) => row.tags.map((tag) => [tag, row.key] as const)));
  const isLong = shown.length > MOST_ROWS;
  const room = boxes === null ? null : Math.max(40, boxes.height - 2 * BAR_INSET);
  const barHeight = room === null ? null : isLong ? Math.min(room, STEADY_HEIGHT) : room;
  return (
    <div>
      <div className="px-4 py-3 lg:hidden print:block">
        <GateLegend />
        <div ref={across} className="mt-2">
          <GateBar bars={bars} direction="row" length={acrossLength} disabled={disabled} actions={actions} />
        </div>
      </div>
      <div
        className={`relative hidden gap-x-4 pt-2 pr-4 pb-1.5 text-2xs text-ink-3 lg:grid lg:pl-45 ${ROW_COLUMNS}`}
      >
        <GateLegend className="absolute left-4 top-2" />
        <span>Revision</span>
        <span>Desired traffic</span>
        <span>Routed now</span>
        <span>Pods</span>
        <span>Conditions</span>
      </div>
      <div className="relative lg:grid lg:grid-cols-[168px_1fr] print:block">
        <div className="relative hidden lg:block print:hidden">
          {boxes === null || barHeight === null ? null : (
            <>
              <div
                className={classNames('flex', isLong && 'sticky top-16')}
                style={{ paddingTop: BAR_INSET, height: barHeight + BAR_INSET }}
              >
                <div style={{ width: FIGURES_RIGHT }}>
                  <GateFigures routed={bars.routed} height={barHeight} />
                </div>
                <div style={{ marginLeft: BAR_LEFT - FIGURES_RIGHT, width: BAR_RIGHT - BAR_LEFT }}>
                  <GateBar
                    bars={bars}
                    direction="column"
                    length={barHeight}
                    disabled={disabled}
                    actions={actions}
                  />
                </div>
              </div>
              {isLong ? null : (
                <div className="absolute inset-y-0" style={{ left: BAR_RIGHT }}>
                  <GateRibbons
                    bars={bars}
                    boxes={boxes}
                    bar={{ top: BAR_INSET, height: barHeight }}
                    width={FLOW_WIDTH - BAR_RIGHT}
                  />
                </div>
              )}
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
      {bars.desired.length > MOST_GRIPS ? (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3 lg:pl-45">
          {bars.desired.length} destinations are too many to drag on the bar. Set shares in the rows.
        </p>
      ) : null}
      {props.folded === 0 && !props.unfolded ? null : (
        <div className="border-t border-line px-4 py-2 lg:pl-45">
          <Button variant="ghost" size="small" aria-expanded={props.unfolded} onClick={props.onToggleFold}>
            {props.unfolded
              ? 'Hide revisions without traffic'
              : `Show ${props.folded} more revisions without traffic`}
          </Button>
        </div>
      )}
    </div>
  );
}

/** GateLegend explains what is filled and what is outlined. */
function GateLegend({ className }: { className?: string }) {
  return (
    <p aria-hidden="true" className={classNames('flex gap-3 text-2xs text-ink-3', className)}>
      <span className="inline-flex items-center gap-1.5">
        <i className="data-mark h-2 w-3 rounded-[2px] border-[1.5px] border-ink-3" /> desired
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className="data-mark h-2 w-3 rounded-[2px] bg-ink-3" /> routed
      </span>
    </p>
  );
}
