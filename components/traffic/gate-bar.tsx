'use client';
import { useRef } from 'react';
import { classNames } from '#components/ui/class-names.ts';
import { type GateRow, segmentsOf } from '#lib/traffic-draft/gate-rows.ts';
import { spreadHandles } from '#lib/traffic-draft/ribbon.ts';
import { Divider } from './divider.tsx';
import type { GateActions } from './gate-actions.ts';
import { fillClass } from './segment-style.ts';

interface GateBarProps {
  rows: GateRow[];
  direction: 'column' | 'row';
  /** Length in CSS pixels where it is known, to keep handles apart; null lets them stand where they belong. */
  length: number | null;
  disabled: boolean;
  actions: GateActions;
}

const HANDLE_GAP = 14;
/** Below this percent a figure does not fit on its segment. */
const LABEL_FROM = { column: 4, row: 9 };

/** GateBar is the bar whose dividers are dragged; its segments stand in the order of the rows. */
export function GateBar({ rows, direction, length, disabled, actions }: GateBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const segments = segmentsOf(rows);
  const ends = segments.slice(0, -1).map((segment) => segment.end);
  const handles =
    length === null
      ? null
      : spreadHandles(
          ends.map((end) => (end / 100) * length),
          HANDLE_GAP,
          length,
        );
  const column = direction === 'column';
  return (
    <div
      ref={bar}
      className={classNames('relative rounded-md bg-sunk', column ? 'h-full w-6' : 'h-9 w-full')}
    >
      {segments.map(({ row, start, end }) => (
        <div
          key={row.key}
          data-segment={row.key}
          aria-hidden="true"
          style={
            column
              ? { top: `${start}%`, height: `${end - start}%` }
              : { left: `${start}%`, width: `${end - start}%` }
          }
          className={classNames(
            'absolute flex items-center justify-center overflow-hidden border-panel',
            column ? 'inset-x-0 border-y' : 'inset-y-0 border-x',
            end === start && 'hidden',
          )}
        >
          <span className={classNames('absolute inset-0 rounded-[4px]', fillClass(row))} />
          {row.percent >= LABEL_FROM[direction] ? (
            <span
              className={classNames(
                'relative text-2xs font-semibold text-(--rev-ink)',
                fillClass(row),
                'rounded-sm bg-none px-0.5 leading-4',
              )}
            >
              {row.percent}
            </span>
          ) : null}
        </div>
      ))}
      {segments.slice(0, -1).map((segment, index) => {
        const right = segments[index + 1];
        if (right === undefined) return null;
        const handle = handles?.[index];
        return (
          <Divider
            key={`${segment.row.key}|${right.row.key}`}
            left={segment.row}
            right={right.row}
            direction={direction}
            position={handle === undefined ? `${segment.end}%` : `${handle}px`}
            barLength={() => {
              const box = bar.current?.getBoundingClientRect();
              return (column ? box?.height : box?.width) ?? 1;
            }}
            disabled={disabled}
            actions={actions}
          />
        );
      })}
    </div>
  );
}
