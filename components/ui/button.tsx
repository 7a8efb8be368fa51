import { cva, type VariantProps } from 'class-variance-authority';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';

const button = cva(
  [
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-[7px] border font-medium whitespace-nowrap transition-colors',
    'no-print disabled:cursor-not-allowed disabled:text-ink-3',
  ],
  {
    variants: {
      size: { small: 'h-6.5 px-2 text-xs', normal: 'h-8 px-3 text-sm max-md:h-10' },
      variant: {
        plain: 'border-edge/60 bg-panel text-ink hover:bg-hover disabled:bg-sunk',
        primary:
          'border-accent bg-accent text-accent-ink hover:brightness-110 disabled:border-line-strong disabled:bg-sunk disabled:text-ink-3',
        danger: 'border-bad/50 bg-panel text-bad hover:bg-bad-bg disabled:bg-sunk',
        ghost: 'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink',
      },
    },
    defaultVariants: { size: 'normal', variant: 'plain' },
  },
);

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, VariantProps<typeof button> {
  /** The key that does the same, shown next to the label. */
  shortcut?: string;
  children: ReactNode;
}

/** Button is the only push button; without an explicit type it never submits a form. */
export function Button({ variant, shortcut, size, className, ...props }: ButtonProps) {
  return (
    <button type="button" {...props} className={classNames(button({ size, variant }), className)}>
      {props.children}
      {shortcut === undefined ? null : <Kbd>{shortcut}</Kbd>}
    </button>
  );
}
