'use client';
import { useRef } from 'react';
import { fillClass, revisionClass } from '#components/revisions/segment-style.ts';
import { classNames } from '#components/ui/class-names.ts';
import type { GateBars, GateSegment } from '#lib/traffic/gate/gate-bars.ts';
import { spreadHandles } from '#lib/traffic/gate/ribbon.ts';
import { Divider } from './divider.tsx';
import type { GateActions } from './gate-actions.ts';

interface GateBarProps {
  bars: GateBars;
  direction: 'column' | 'row';
  /** Length in CSS pixels when known, to keep grips apart; null leaves them at their exact positions. */
  length: number | null;
  disabled: boolean;
  actions: GateActions;
}

/** Grips closer to each other than this would overlap, in CSS pixels. */
const GRIP_GAP = { column: 14, row: 24 };
/** With more destinations than this, grips would overlap: shares are then set in the rows. */
export const MOST_GRIPS = 8;

/**
 * GateBar is two bars on one scale: the desired shares, outlined, with the grips that move them, and the routed shares, filled. Only
 * traffic that flows is filled with color.
 */
export function GateBar({ bars, direction, length, disabled, actions }: GateBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const { desired, routed } = bars;
  const column = direction === 'column';
  const grips = desired.length <= MOST_GRIPS ? desired.slice(0, -1) : [];
  const places =
    length === null
      ? null
      : spreadHandles(
          grips.map(({ end }) => (end / 100) * length),
          GRIP_GAP[direction],
          length,
        );
  return (
    <div className={classNames('flex gap-1.5', column ? 'h-full' : 'flex-col-reverse pb-8')}>
      <div
        ref={bar}
        data-bar="asked"
        className={classNames('relative rounded-[4px]', column ? 'h-full w-3' : 'h-3 w-full')}
      >
        {desired.map((segment) => (
          <div
            key={segment.row.key}
            data-segment={segment.row.key}
            aria-hidden="true"
            title={`${segment.row.key}: ${segment.percent} % desired`}
            style={placeOf(segment, column)}
            className={classNames(
              'data-mark absolute rounded-[3px] border-[1.5px] border-(--rev)',
              segment.settled ? '' : 'border-dashed',
              column ? 'inset-x-0' : 'inset-y-0',
              segment.percent === 0 && 'hidden',
              revisionClass(segment.row.colour),
            )}
          />
        ))}
        {grips.map((segment, index) => {
          const next = desired[index + 1];
          if (next === undefined) return null;
          const place = places?.[index];
          return (
            <Divider
              key={`${segment.row.key}|${next.row.key}`}
              left={segment.row}
              right={next.row}
              direction={direction}
              position={place === undefined ? `${segment.end}%` : `${place}px`}
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
      <div
        data-bar="routed"
        aria-hidden="true"
        title={routed.length === 0 ? 'Nothing is routed' : 'Routed now'}
        className={classNames(
          'data-mark relative overflow-hidden rounded-[4px] bg-sunk',
          column ? 'h-full w-5.5' : 'h-5 w-full',
          routed.length === 0 && 'border border-dashed border-edge',
        )}
      >
        {routed.map((segment, index) => (
          <div
            key={segment.row.key}
            data-routed={segment.percent}
            style={placeOf(segment, column)}
            className={classNames(
              'absolute',
              column ? 'inset-x-0 min-h-px' : 'inset-y-0 min-w-px',
              index > 0 && segment.percent >= 3 && (column ? 'separated-above' : 'separated'),
              fillClass(segment.row),
            )}
          />
        ))}
      </div>
    </div>
  );
}

function placeOf({ start, end }: GateSegment, column: boolean) {
  return column
    ? { top: `${start}%`, height: `${end - start}%` }
    : { left: `${start}%`, width: `${end - start}%` };
}
