import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Tone = 'plain' | 'ok' | 'warn' | 'bad' | 'info' | 'accent';

const TONES: Record<Tone, string> = {
  plain: 'border-line bg-sunk text-ink-2',
  ok: 'border-transparent bg-ok-bg text-ok',
  warn: 'border-transparent bg-warn-bg text-warn',
  bad: 'border-transparent bg-bad-bg text-bad',
  info: 'border-transparent bg-info-bg text-info',
  accent: 'border-transparent bg-accent-bg text-accent',
};

interface ChipProps {
  tone?: Tone;
  title?: string;
  className?: string;
  children: ReactNode;
}

/** Chip is a short fact in a box; the words carry the meaning, the tone only repeats it. */
export function Chip({ tone = 'plain', title, className, children }: ChipProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex h-5.5 items-center gap-1 rounded-md border px-2 text-xs font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
