'use client';
import { type KeyboardEvent, useId, useRef } from 'react';
import { classNames } from '#components/ui/class-names.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import { dividerAfterKey } from '#lib/traffic/gate/key-steps.ts';
import type { GateActions } from './gate-actions.ts';
import { useDrag } from './use-drag.ts';

interface DividerProps {
  left: GateRow;
  right: GateRow;
  /** `column`: the bar is vertical and the divider moves up and down; `row`: it is horizontal. */
  direction: 'column' | 'row';
  /** Position of the handle, as a CSS length from the bar's start. */
  position: string;
  /** Returns the length of the bar in CSS pixels; called when a drag begins. */
  barLength: () => number;
  disabled: boolean;
  actions: GateActions;
}

/** Divider is the handle between two neighbors in the bar; it moves share between those two only. */
export function Divider({ left, right, direction, position, barLength, disabled, actions }: DividerProps) {
  const id = useId();
  const start = useRef({ percent: 0, length: 1 });
  const gesture = `divider:${id}`;
  const moveTo = (leftPercent: number) =>
    actions.dispatch({ type: 'moveDivider', gesture, left: left.key, right: right.key, leftPercent });
  const end = () => actions.dispatch({ type: 'endGesture' });
  const drag = useDrag(direction === 'column' ? 'y' : 'x', {
    onStart: () => {
      end();
      start.current = { percent: left.percent, length: Math.max(1, barLength()) };
    },
    onMove: (distance) => moveTo(start.current.percent + Math.round((distance / start.current.length) * 100)),
    onEnd: end,
    onCancel: () => {
      moveTo(start.current.percent);
      end();
    },
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && drag.isDragging()) {
      event.stopPropagation();
      drag.cancel();
      return;
    }
    const target = dividerAfterKey(event, left.percent, left.percent + right.percent);
    if (target === null || disabled) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(target);
  };
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a window splitter takes the focus and has a value; hr cannot
      role="separator"
      tabIndex={disabled ? -1 : 0}
      aria-label={`Between ${left.key} and ${right.key}`}
      aria-orientation={direction === 'column' ? 'horizontal' : 'vertical'}
      aria-valuemin={0}
      aria-valuemax={left.percent + right.percent}
      aria-valuenow={left.percent}
      aria-valuetext={`${left.key} ${left.percent} %, ${right.key} ${right.percent} %`}
      aria-disabled={disabled}
      data-divider={`${left.key}|${right.key}`}
      style={direction === 'column' ? { top: position } : { left: position }}
      {...(disabled ? {} : drag.props)}
      onKeyDown={onKeyDown}
      onBlur={end}
      className={classNames(
        'group absolute z-10 flex',
        // The grip is next to the bar, so that it covers no share.
        direction === 'column'
          ? '-left-5 h-6 w-8 -translate-y-1/2 touch-none items-center justify-start'
          : 'top-0 h-11 w-8 -translate-x-1/2 touch-pan-y items-end justify-center',
        disabled ? 'hidden' : direction === 'column' ? 'cursor-ns-resize' : 'cursor-ew-resize',
      )}
    >
      <span
        aria-hidden="true"
        className={classNames(
          'flex items-center justify-center gap-0.5 rounded-full border border-edge bg-panel shadow-panel transition-transform group-hover:scale-110 group-active:scale-110 group-active:border-accent',
          direction === 'column' ? 'h-2.5 w-4.5 flex-col' : 'h-6 w-4',
        )}
      >
        <i
          className={classNames('rounded-full bg-ink-3', direction === 'column' ? 'h-px w-2' : 'h-2.5 w-px')}
        />
        <i
          className={classNames('rounded-full bg-ink-3', direction === 'column' ? 'h-px w-2' : 'h-2.5 w-px')}
        />
      </span>
    </div>
  );
}
