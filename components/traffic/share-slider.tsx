'use client';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { classNames } from '#components/ui/class-names.ts';
import type { GateRow } from '#lib/traffic-draft/gate-rows.ts';
import { fillClass, revisionClass } from './segment-style.ts';

interface ShareSliderProps {
  row: GateRow;
  disabled: boolean;
  onChange: (percent: number) => void;
  onEnd: () => void;
}

/** ShareSlider sets one row's percent; a drag is one gesture, and so is a run of key presses while it has the focus. */
export function ShareSlider({ row, disabled, onChange, onEnd }: ShareSliderProps) {
  return (
    // The wrapper only ends the gesture when a new press begins; the slider itself takes the input.
    <div className={classNames('min-w-24 flex-1', revisionClass(row.colour))} onPointerDownCapture={onEnd}>
      <Slider
        aria-label={`Traffic of ${row.key}`}
        value={row.percent}
        minValue={0}
        maxValue={100}
        step={1}
        isDisabled={disabled}
        onChange={onChange}
        formatOptions={{ style: 'unit', unit: 'percent' }}
      >
        <SliderTrack className="relative flex h-7 items-center max-lg:h-10">
          {({ isDisabled }) => (
            <>
              <span className="absolute inset-x-0 h-1.5 rounded-full bg-sunk inset-ring inset-ring-edge/70" />
              <span
                style={{ width: `${row.percent}%` }}
                className={classNames(
                  'absolute left-0 h-1.5 rounded-full',
                  fillClass(row),
                  isDisabled && 'opacity-60',
                )}
              />
              {row.basePercent === row.percent ? null : (
                <i
                  aria-hidden="true"
                  title={`${row.basePercent} % when the edit began`}
                  style={{ left: `${row.basePercent}%` }}
                  className="absolute h-3.5 w-0.5 -translate-x-1/2 rounded-full bg-ink-3"
                />
              )}
              <SliderThumb
                onBlur={onEnd}
                className={classNames(
                  'top-1/2 size-4.5 rounded-full border-2 border-(--rev) bg-panel shadow-panel transition-shadow max-lg:size-6',
                  'data-focus-visible:outline-2 data-focus-visible:outline-offset-2 data-focus-visible:outline-accent',
                  'data-dragging:shadow-float data-disabled:border-line-strong',
                )}
              />
            </>
          )}
        </SliderTrack>
      </Slider>
    </div>
  );
}
