import { cva } from 'class-variance-authority';
import type { ReactNode } from 'react';
import type { Tone } from './chip.tsx';
import { classNames } from './class-names.ts';

const notice = cva(
  'flex flex-wrap items-center gap-x-4 gap-y-1.5 rounded-[10px] px-3.5 py-2 text-sm font-medium',
  {
    variants: {
      tone: {
        plain: 'bg-sunk text-ink-2',
        ok: 'bg-ok-bg text-ok',
        warn: 'bg-warn-bg text-warn',
        bad: 'bg-bad-bg text-bad',
        info: 'bg-info-bg text-info',
        accent: 'bg-accent-bg text-accent',
      } satisfies Record<Tone, string>,
    },
  },
);

interface NoticeProps {
  tone: Tone;
  role?: 'status' | 'alert';
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Notice is a one-sentence warning, with the remedy on the same line. */
export function Notice({ tone, role, action, className, children }: NoticeProps) {
  return (
    <div role={role} className={classNames(notice({ tone }), className)}>
      <span className="min-w-0 flex-1 basis-64 wrap-anywhere">{children}</span>
      {action}
    </div>
  );
}
