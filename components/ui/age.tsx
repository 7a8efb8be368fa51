'use client';
import { useAtNow } from '#components/live/use-now.ts';
import { formatAge } from '#lib/format/age.ts';

interface AgeProps {
  /** RFC 3339. */
  at: string;
  className?: string;
}

/** Age tells how long ago a time is, as kubectl prints ages; it changes only when its words do. */
export function Age({ at, className }: AgeProps) {
  const age = useAtNow((now) => formatAge(at, now));
  return (
    <time dateTime={at} title={at} className={className}>
      {age}
    </time>
  );
}
