'use client';
import { type PointerEvent, useRef } from 'react';
import { fillClass, revisionClass } from '#components/revisions/segment-style.ts';
import { classNames } from '#components/ui/class-names.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import { useDrag } from './use-drag.ts';

interface ShareSliderProps {
  row: GateRow;
  disabled: boolean;
  onChange: (percent: number) => void;
  onEnd: () => void;
}

/**
 * ShareSlider sets one row's percent; a drag is one gesture, and so is a series of key presses while it has the focus. Its filled part is
 * the routed share, its thumb the desired share. A mouse press on the track moves the thumb there; a finger has to drag sideways, from
 * wherever it is: a swipe over the slider scrolls the page, and a tap does nothing.
 */
export function ShareSlider({ row, disabled, onChange, onEnd }: ShareSliderProps) {
  const track = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const start = useRef({ percent: 0, width: 1 });
  const jump = useRef<number | null>(null);
  const set = (percent: number) => onChange(Math.min(100, Math.max(0, Math.round(percent))));
  const drag = useDrag('x', {
    onStart: () => {
      onEnd();
      const box = track.current?.getBoundingClientRect();
      const width = Math.max(1, box?.width ?? 1);
      const at = jump.current;
      start.current = { percent: at === null ? row.percent : ((at - (box?.left ?? 0)) / width) * 100, width };
      input.current?.focus({ preventScroll: true });
      if (at !== null) set(start.current.percent);
    },
    onMove: (distance) => set(start.current.percent + (distance / start.current.width) * 100),
    onEnd,
    onCancel: () => {
      set(start.current.percent);
      onEnd();
    },
  });
  const press = (event: PointerEvent<HTMLElement>) => {
    const onThumb = (event.target as HTMLElement).closest('[data-thumb]') !== null;
    jump.current = event.pointerType === 'touch' || onThumb ? null : event.clientX;
    if (event.pointerType !== 'touch') event.preventDefault();
    drag.props.onPointerDown(event);
  };
  const routed = row.routedPercent ?? 0;
  const [low, high] = [Math.min(routed, row.percent), Math.max(routed, row.percent)];
  return (
    <div
      ref={track}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- not every browser can position a fieldset
      role="group"
      aria-label={`Traffic of ${row.key}`}
      {...(disabled ? {} : { ...drag.props, onPointerDown: press })}
      className={classNames(
        'relative flex h-7 min-w-24 flex-1 touch-pan-y items-center select-none max-lg:h-10',
        disabled ? 'opacity-60' : 'cursor-pointer',
        revisionClass(row.colour),
      )}
    >
      <span className="data-mark absolute inset-x-0 h-1.5 rounded-full bg-sunk inset-ring inset-ring-edge/70" />
      <span
        style={{ width: `${routed}%` }}
        className={classNames('data-mark absolute left-0 h-1.5 rounded-full', fillClass(row))}
      />
      {low === high ? null : (
        <span
          aria-hidden="true"
          style={{ left: `${low}%`, width: `${high - low}%` }}
          className="data-mark absolute h-2.5 border-y-[1.5px] border-dashed border-(--rev)"
        />
      )}
      {row.basePercent === row.percent ? null : (
        <i
          aria-hidden="true"
          title={`${row.basePercent} % when the edit began`}
          style={{ left: `${row.basePercent}%` }}
          className="data-mark absolute h-3.5 w-0.5 -translate-x-1/2 rounded-full bg-ink-3"
        />
      )}
      <input
        ref={input}
        type="range"
        min={0}
        max={100}
        step={1}
        value={row.percent}
        disabled={disabled}
        aria-label={`Traffic of ${row.key}`}
        aria-valuetext={`${row.percent} %`}
        onChange={(event) => set(Number(event.target.value))}
        onBlur={onEnd}
        className="peer sr-only"
      />
      <span
        data-thumb=""
        aria-hidden="true"
        style={{ left: `${row.percent}%` }}
        className={classNames(
          'data-mark absolute size-4.5 -translate-x-1/2 rounded-full border-2 border-(--rev) bg-panel shadow-panel max-lg:size-6',
          'peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent',
          disabled ? 'border-line-strong' : 'cursor-grab active:cursor-grabbing',
        )}
      />
    </div>
  );
}
