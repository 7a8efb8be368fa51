'use client';
import { type KeyboardEvent, useState } from 'react';
import type { GateRow } from '#lib/traffic-draft/gate-rows.ts';

interface ShareInputProps {
  row: GateRow;
  disabled: boolean;
  onChange: (percent: number) => void;
  onEnd: () => void;
}

const STEPS: Record<string, number> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** ShareInput takes a row's percent as a number. A valid number counts at once; others stay text until they are one. */
export function ShareInput({ row, disabled, onChange, onEnd }: ShareInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const invalid = typed !== null && typed !== '' && parsePercent(typed) === null;
  const type = (text: string) => {
    setTyped(text);
    const percent = parsePercent(text);
    if (percent !== null) onChange(percent);
  };
  const finish = () => {
    setTyped(null);
    onEnd();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setTyped(null);
      onChange(Math.min(100, Math.max(0, row.percent + (event.shiftKey ? step * 10 : step))));
    } else if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) finish();
    else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      finish();
    }
  };
  return (
    <span className="relative shrink-0">
      <input
        role="spinbutton"
        aria-label={`Percent of ${row.key}`}
        aria-valuenow={row.percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-invalid={invalid}
        inputMode="numeric"
        autoComplete="off"
        disabled={disabled}
        value={typed ?? String(row.percent)}
        onChange={(event) => type(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={finish}
        onKeyDown={onKeyDown}
        className="field w-15 pr-6 text-right font-semibold aria-invalid:border-bad max-lg:h-10"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-ink-3"
      >
        %
      </span>
    </span>
  );
}

function parsePercent(text: string): number | null {
  if (!/^\s*\d{1,3}\s*%?\s*$/.test(text)) return null;
  const percent = Number.parseInt(text, 10);
  return percent <= 100 ? percent : null;
}
