import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';

export type ButtonVariant = 'plain' | 'primary' | 'danger' | 'ghost';

const VARIANTS: Record<ButtonVariant, string> = {
  plain: 'border-edge/60 bg-panel text-ink hover:bg-hover disabled:bg-sunk',
  primary:
    'border-accent bg-accent text-accent-ink hover:brightness-110 disabled:border-line-strong disabled:bg-sunk disabled:text-ink-3',
  danger: 'border-bad/50 bg-panel text-bad hover:bg-bad-bg disabled:bg-sunk',
  ghost: 'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  /** The key that does the same, shown beside the label. */
  shortcut?: string;
  size?: 'small' | 'normal';
  children: ReactNode;
}

/** Button is the one push button; without a type of its own it never submits a form. */
export function Button({ variant = 'plain', shortcut, size = 'normal', className, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-[7px] border font-medium whitespace-nowrap transition-colors',
        'no-print disabled:cursor-not-allowed disabled:text-ink-3',
        size === 'small' ? 'h-6.5 px-2 text-xs' : 'h-8 px-3 text-sm max-md:h-10',
        VARIANTS[variant],
        className,
      )}
    >
      {props.children}
      {shortcut === undefined ? null : <Kbd>{shortcut}</Kbd>}
    </button>
  );
}
