import { cva, type VariantProps } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const chip = cva(
  'inline-flex h-5.5 items-center gap-1 rounded-md border px-2 text-xs font-medium whitespace-nowrap',
  {
    variants: {
      tone: {
        plain: 'border-line bg-sunk text-ink-2',
        ok: 'border-transparent bg-ok-bg text-ok',
        warn: 'border-transparent bg-warn-bg text-warn',
        bad: 'border-transparent bg-bad-bg text-bad',
        info: 'border-transparent bg-info-bg text-info',
        accent: 'border-transparent bg-accent-bg text-accent',
      },
      size: { normal: '', small: 'h-4.5 px-1.5 text-2xs' },
    },
    defaultVariants: { tone: 'plain', size: 'normal' },
  },
);

export type Tone = NonNullable<VariantProps<typeof chip>['tone']>;

interface ChipProps extends VariantProps<typeof chip> {
  title?: string;
  className?: string;
  children: ReactNode;
}

/** Chip shows a short fact in a box; the words carry the meaning, and the tone only repeats it. */
export function Chip({ tone, size, title, className, children }: ChipProps) {
  return (
    <span title={title} className={classNames(chip({ tone, size }), className)}>
      {children}
    </span>
  );
}
