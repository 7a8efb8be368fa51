'use client';
import { classNames } from '#components/ui/class-names.ts';
import { clockSecond } from '#components/ui/clock-time.ts';
import { useDataAge } from './data-clock.tsx';

/** AsOf stamps a panel of stale data with the time of the data; renders nothing while they are live. */
export function AsOf({ className }: { className?: string }) {
  const at = useDataAge();
  if (at === null || Number.isNaN(at)) return null;
  return (
    <span className={classNames('as-of', className)} suppressHydrationWarning>
      as of {clockSecond(at)}
    </span>
  );
}
