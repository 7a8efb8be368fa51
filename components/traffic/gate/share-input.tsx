'use client';
import { type ClipboardEvent, type KeyboardEvent, useId, useState } from 'react';
import { readTypedPercent } from '#lib/traffic/draft/typed-percent.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import { shareAfterKey } from '#lib/traffic/gate/key-steps.ts';

interface ShareInputProps {
  row: GateRow;
  disabled: boolean;
  /** onType is called for a typed number, onStep for one that a key stepped to. */
  onType: (percent: number) => void;
  onStep: (percent: number) => void;
  onEnd: () => void;
}

/**
 * ShareInput takes a row's percent as a number. A valid number applies immediately; for invalid input it shows why, and the row keeps its
 * share.
 */
export function ShareInput({ row, disabled, onType, onStep, onEnd }: ShareInputProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ words: string; percent: number } | null>(null);
  const [composing, setComposing] = useState(false);
  const read = typed === null || composing ? null : readTypedPercent(typed);
  // The message is about the previous share: it disappears once the share changes.
  const kept = refused?.percent === row.percent ? refused : null;
  const problem =
    read?.state === 'problem'
      ? read.words
      : kept === null
        ? null
        : `${kept.words} It stays at ${kept.percent} %.`;
  const type = (text: string) => {
    setTyped(text);
    setRefused(null);
    const meaning = readTypedPercent(text);
    if (meaning.state === 'percent') onType(meaning.percent);
  };
  const finish = () => {
    setRefused(read?.state === 'problem' ? { words: read.words, percent: row.percent } : null);
    setTyped(null);
    onEnd();
  };
  /** A field drops line breaks, which would join two copied numbers into one. */
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text');
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    type(text.trim().replace(/\s+/g, ' '));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, it handles the keys itself.
    if (event.nativeEvent.isComposing) return;
    const stepped = shareAfterKey(event, row.percent);
    const mod = event.metaKey || event.ctrlKey;
    if (stepped !== null) {
      event.preventDefault();
      setTyped(null);
      setRefused(null);
      onStep(stepped);
    } else if (event.key === 'Enter' && !mod) finish();
    else if (mod && event.key.toLowerCase() === 'z') {
      // The page undoes the step; the field shows the result.
      setTyped(null);
      setRefused(null);
    } else if (event.key === 'Escape' && (typed !== null || kept !== null)) {
      event.stopPropagation();
      setTyped(null);
      setRefused(null);
      onEnd();
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
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        inputMode="numeric"
        autoComplete="off"
        disabled={disabled}
        value={typed ?? String(row.percent)}
        onChange={(event) => {
          if (composing) setTyped(event.target.value);
          else type(event.target.value);
        }}
        onPaste={onPaste}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={(event) => {
          setComposing(false);
          type(event.currentTarget.value);
        }}
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
      {problem === null ? null : (
        <span
          id={id}
          role="alert"
          className="absolute top-full right-0 z-20 mt-1 w-56 rounded-md border border-bad/50 bg-panel px-2 py-1 text-xs text-bad shadow-float"
        >
          {problem}
        </span>
      )}
    </span>
  );
}
