'use client';
import { clockSecond } from '#components/shell/clock-time.ts';
import { classNames } from '#components/ui/class-names.ts';
import { useDataAge } from './data-clock.tsx';

/** AsOf stamps a panel whose data are old with the time that they are from; nothing while they are live. */
export function AsOf({ className }: { className?: string }) {
  const at = useDataAge();
  if (at === null || Number.isNaN(at)) return null;
  return (
    <span className={classNames('as-of', className)} suppressHydrationWarning>
      as of {clockSecond(at)}
    </span>
  );
}
